/* fuzz.h - what a fuzz target gives: to libFuzzer, which makes bytes up, or to fuzz_replay.c, which takes them from the corpus. */
#ifndef GILSCALE_FUZZ_H
#define GILSCALE_FUZZ_H

#include <stddef.h>
#include <stdint.h>

/* Its folder in harness/tests/corpus. */
extern const char fuzz_corpus[];

/* Returns 0, or aborts when a promise is broken. libFuzzer chose the name. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
