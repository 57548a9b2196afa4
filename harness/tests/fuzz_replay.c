/* fuzz_replay.c - gives a fuzz target its corpus, file by file, as libFuzzer would: for a quick check, and for compilers that have none.
 * Says so as cmocka does, for scripts/run-unit-tests. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/files.h"
#include "tests/fuzz.h"

static void replay(const char *path)
{
    enum { MOST = 1 << 20 };
    uint8_t *bytes = text_grow(NULL, MOST, 1);
    FILE *from = fopen(path, "r");

    if (!from)
        abort();
    size_t length = fread(bytes, 1, MOST, from);
    fclose(from);
    /* A copy of its own size, so that a look beyond its end is seen. */
    bytes = text_grow(bytes, length, 1);
    LLVMFuzzerTestOneInput(bytes, length);
    free(bytes);
}

int main(void)
{
    char *corpus = text_format("%s/harness/tests/corpus/%s", GILSCALE_TEST_ROOT, fuzz_corpus);
    DIR *folder = opendir(corpus);
    int count = 0;

    if (!folder)
        abort();
    for (const struct dirent *entry; (entry = readdir(folder));)
        if (*entry->d_name != '.') {
            char *path = text_format("%s/%s", corpus, entry->d_name);
            printf("[ RUN      ] %s\n", entry->d_name);
            fflush(stdout);
            replay(path);
            printf("[       OK ] %s\n", entry->d_name);
            free(path);
            count++;
        }
    closedir(folder);
    free(corpus);
    return count ? 0 : 1;
}
