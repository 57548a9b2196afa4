/* attach.h - when a worker is attached to its interpreter: for its whole life, or around each batch or each op, as the cell asks.
 *
 * Embedders call PyGILState_Ensure when something comes in and PyGILState_Release when it is done. Where that is the outermost pair, each
 * makes and drops a thread state: 0.25 us on 3.13 and 1.4 us on 3.13t when nothing is done in between, but about 7 us and 0.3 ms
 * around a call of a Python function, whose memory for frames, and without a GIL for objects, is new each time. What a workload keeps in
 * threading.local or in a context variable goes with the thread state.
 *
 * One worker, its own thread. A workload that runs detached is never attached here, whatever is asked (loop_fit() refuses it).
 */
#ifndef GILSCALE_ATTACH_H
#define GILSCALE_ATTACH_H

#include <stdbool.h>
#include <stdint.h>

#include "runner/interpreter.h"

/* How often a worker calls PyGILState_Ensure and PyGILState_Release. */
enum attach_policy {
    ATTACH_ONCE,  /* for its whole life */
    ATTACH_BATCH, /* around each batch */
    ATTACH_CALL   /* around each op */
};

struct attachment {
    int (*run)(void *worker, uint64_t n, struct error *e);
    void *worker;
    struct error *why;
    bool wanted; /* run() has to be called attached */
    enum attach_policy policy;
    struct interpreter_thread *python; /* detached before attach_open and after attach_close */
};

void attach_open(struct attachment *a);
void attach_close(struct attachment *a);

/* Between two batches: lets the interpreter go while the worker waits for something else, and takes it again. */
void attach_let_go(struct attachment *a);
void attach_take_back(struct attachment *a);

/* Around each batch. */
void attach_begin(struct attachment *a);
void attach_end(struct attachment *a);

/* Within a batch: n ops. -1 with *why. */
int attach_run(struct attachment *a, uint64_t n);

#endif
