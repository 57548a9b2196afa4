/* noise_file.h - where the noise floor is kept, which machine it is of, and how it is shown.
 *
 * One file beside the runs, so that a comparison finds it without being told: results/noise.csv under the current folder, as the results
 * of `gilscale run` and the baselines are. Its columns are described in results/README.md, its meaning in stats/noise.h.
 */
#ifndef GILSCALE_NOISE_FILE_H
#define GILSCALE_NOISE_FILE_H

#include <stdio.h>

#include "machine/facts.h"
#include "stats/noise.h"

/* results/noise.csv; the caller frees. Whether it exists is another question. */
char *noise_path(void);

/* One text that stays the same from run to run on one machine, and differs on a machine that measures otherwise: the CPU's model, how many
 * CPUs and cores there are and which of them we may use, the cgroup's quota, the firmware's name for the machine. Two machines that agree
 * in all of that are taken for one. NULL when the facts do not name CPU and count (a run without its environment.csv); the caller frees.
 * Printable, on one line. */
char *noise_machine(const struct facts *facts);

/* Does any row count? Nothing is written where none does. */
bool noise_keeps(const struct noise *newer);

/* Takes the newer rows that count into the kept file (noise_replace()), whole or not at all. */
int noise_keep(const struct noise *newer, struct error *e);

/* One block a workload, one line a cell, under the machine's name where there are several. Fits 80 columns, but for names. */
void noise_table(const struct noise *noise, FILE *to);

/* What a run of noise says in words: the floor of each workload as `kept` has it now, which cells cannot be told, and how many were called
 * different at this threshold though they are the same. */
void noise_sentences(const struct noise *noise, const struct noise *kept, double threshold, FILE *to);

#endif
