/* results_sentences.h - what a run says, in plain sentences: one a workload, with its parameters, mode and placement where they differ.
 *
 * "fib: 1.97x at 2 threads on 3.13.15t (1.94 to 1.99), flat on 3.13.15 (0.98x); one thread costs 1.61x". Flat is said only where the whole
 * 95 % interval of the speedup lies within a tenth of 1: more workers certainly do neither much more nor much less than one. Else the speedup
 * stands there with its interval, whatever it is. What says the same for all workloads is said once, at the end; after it come the scaling laws,
 * for who knows them.
 */
#ifndef GILSCALE_RESULTS_SENTENCES_H
#define GILSCALE_RESULTS_SENTENCES_H

#include "cli/results_view.h"

/* Adds to the list; with SHOWN_DATA (shown.h) around names. Of curves that have a row, but told with all of their cells. */
void results_sentences_make(const struct results_view *view, struct text_list *sentences);

/* On a terminal of that width, with a hanging indent; 0: a line each. */
void results_sentences_print(const struct text_list *sentences, size_t width, FILE *to);

/* As a list, names as code. */
void results_sentences_markdown(const struct text_list *sentences, FILE *to);

/* ---- for results_laws.c, which puts a curve's law into words: "; on 3.13t contention (sigma) is ...", `first` without the "; " */

void results_say_law(const struct curve *curve, bool first, FILE *to);
void results_put_name(const char *name, FILE *to);           /* as SHOWN_DATA */
void results_put_build(const struct curve *curve, FILE *to); /* "3.13.15t with the GIL on" */
bool results_is_flat(const struct interval *speedup);
/* The point with the most workers that has a speedup, or NULL. */
const struct curve_point *results_last_point(const struct curve *curve);

#endif
