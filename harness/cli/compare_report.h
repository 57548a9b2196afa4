/* compare_report.h - what `gilscale compare` has to say, put into words once for all its formats.
 *
 * Sentences hold SHOWN_DATA (shown.h) where they quote what came from a file.
 */
#ifndef GILSCALE_COMPARE_REPORT_H
#define GILSCALE_COMPARE_REPORT_H

#include "cli/compare_source.h"

enum compare_format { COMPARE_TABLE, COMPARE_MARKDOWN, COMPARE_CSV, COMPARE_JSON };
enum compare_part { COMPARE_CELLS, COMPARE_CURVES, COMPARE_MEANS };

/* What makes the exit code 1: bits of fail_on. */
enum compare_failure {
    FAIL_SLOWER,       /* cells */
    FAIL_SCALING,      /* curves that scale worse */
    FAIL_INCONCLUSIVE, /* cells and curves */
    FAIL_MISSING,      /* cells that only base measured */
    FAIL_FAILED,       /* cells that failed in new and not in base */
    FAIL_COUNT
};
extern const char *const compare_failure_names[FAIL_COUNT];

/* The command line, taken apart. Strings belong to argv. */
struct compare_request {
    char *names[3]; /* BASE and NEW; or a run and two builds of it */
    int count;
    bool by_build, force;
    enum compare_format format;
    enum compare_part part; /* of CSV */
    double threshold;
    unsigned fail_on;
};

/* Start from {.request, .base, .new, .compare}, none of which is owned. */
struct compare_report {
    const struct compare_request *request;
    const struct compare_source *base, *new; /* the same for two builds of one run */
    const struct compare *compare;
    struct text_list differences; /* hidden dimensions that --force passed over */
    struct text_list remarks;     /* what else to know before believing the table; not the differences */
    struct text_list left;        /* what was not compared, and why */
    struct text_list reasons;     /* of exit code 1: "2 cells slower" */
    size_t floors_unknown;        /* cells */
    size_t unturned;              /* inconclusive cells that were not measured in turns */
    bool drifts;                  /* two runs at two times: a drift between them looks like a change */
    size_t disturbed, invocations, disturbed_cells; /* of both sides of all that was compared */
};

/* Fills in the words. The differences are there already. */
void compare_report_make(struct compare_report *report);
void compare_report_free(struct compare_report *report);

/* "slower (3 of 20 disturbed)", "inconclusive (40 would tell)", "below the noise floor (4.1 %)"; the caller frees. */
char *compare_row_words(const struct compare_row *row);
char *compare_curve_words(const struct compare *compare, const struct compare_curve *curve);

/* "scales worse from an equal start" */
const char *compare_curve_verdict(const struct compare *compare, const struct compare_curve *curve);

#endif
