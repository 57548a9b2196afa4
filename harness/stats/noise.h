/* noise.h - the noise floor: the difference that two runs of the same thing show on this machine, kept in a file.
 *
 * `gilscale noise` measures a build against itself (A/A) and leaves one row a cell; a comparison asks for the floor of its cells, and
 * gives no verdict below it. Pure but for the file; any thread may call.
 */
#ifndef GILSCALE_NOISE_H
#define GILSCALE_NOISE_H

#include "stats/compare.h"

struct noise_row {
    char *machine; /* what identifies it; see noise_machine() of the command */
    struct curve_key key;
    int threads;
    char *hash;        /* of the workload */
    char *date;        /* of the measurement, ISO 8601 */
    size_t invocations; /* of each side */
    double difference; /* what A and B differed by, as a share: .012 is 1.2 % either way */
    double sd;         /* of one side's log rates within blocks, from invocation to invocation */
};

/* Start from {0}. */
struct noise {
    struct noise_row *rows;
    size_t count;
};

/* A missing file is an empty one. -1 for a file that is no noise file. */
int noise_read(struct noise *noise, const char *path, struct error *e);
int noise_write(const struct noise *noise, FILE *to);
void noise_free(struct noise *noise);

/* The floor for a cell on `machine`: the largest difference over all kept rows of its workload, parameters, placement, mode and GIL state
 * on any number of workers (one row alone is a single draw, and may be small by luck). NAN when that was not measured. */
double noise_floor(const struct noise *noise, const char *machine, const struct measured_cell *cell);

#endif
