/* benchstat.h - the text format of Go's benchmarks, which golang.org/x/perf/cmd/benchstat reads.
 *
 *   Unit ops/s better=higher
 *   build: 3.13.15t
 *   BenchmarkDict_churn/size=16/mode=threads/placement=cores-2 41203 2412.5 ns/op 414507 ops/s
 *
 * A line an invocation, as benchstat takes a line for one sample. N is the suffix, which Go uses for GOMAXPROCS; the build is a configuration
 * key, so that `benchstat -col build FILE` sets builds beside each other, and `benchstat OLD NEW` a table for each. Of requests that come at
 * a given rate there is no time per op, only how long they took. Any thread may call.
 */
#ifndef GILSCALE_BENCHSTAT_H
#define GILSCALE_BENCHSTAT_H

#include <stdio.h>

#include "exchange/selection.h"
#include "machine/facts.h"

/* Cells that cells_read() or cells_read_rows() made. Sentences about what is left out go to `left`, with SHOWN_DATA. -1 when nothing is left, or on
 * a stream error. */
int benchstat_write(const struct selection *selection, const struct facts *facts, FILE *to,
                    struct text_list *left, struct error *e);

#endif
