/* gilwatch.h - which module switched the GIL of a free-threaded build on.
 *
 * An extension that does not say that it can do without switches the GIL on for the rest of the process, and CPython names it in one warning.
 * We stand where warnings are shown, read that one, and pass all on as they are: what a workload warns, records or turns into an exception goes
 * its own way. A workload that ignores all warnings hides this one, too; then nobody is named, and the row's flag stands alone.
 */
#ifndef GILSCALE_GILWATCH_H
#define GILSCALE_GILWATCH_H

/* Of one interpreter. Starts as zeros; at its place as long as the interpreter lives. */
struct gilwatch {
    char module[128]; /* "" : none, or not known */
};

/* Attached, once an interpreter, before the workload is loaded. */
void gilwatch_begin(struct gilwatch *watch);

#endif
