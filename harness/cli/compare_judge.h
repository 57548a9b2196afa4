/* compare_judge.h - from the names of a request to judged cells and what there is to say of them; for all commands that compare. */
#ifndef GILSCALE_COMPARE_JUDGE_H
#define GILSCALE_COMPARE_JUDGE_H

#include "cli/compare_report.h"
#include "stats/noise.h"

/* Start from {0}. Owns everything, but the request. Points into itself: it stays where it is. */
struct compare_judged {
    struct compare_source sources[2];
    struct noise noise; /* as kept for this machine */
    struct compare compare;
    struct compare_report report;
};

/* Reads both sides and the noise floor, and judges. -1 when that cannot be done, or when the sides differ in what is no part of a cell and the
 * request does not force it. The request has to outlive it. */
int compare_judge(struct compare_judged *judged, const struct compare_request *request, struct error *e);
void compare_judged_free(struct compare_judged *judged);

#endif
