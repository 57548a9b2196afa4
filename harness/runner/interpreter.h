/* interpreter.h - the embedded CPython: started as the one build we were compiled for, asked about its GIL,
 * and its exceptions in words.
 *
 * One interpreter lifetime per process, never finalised: worker threads that met a finalising interpreter
 * would hang or vanish, depending on the patch release; the process ends with everything flushed instead.
 */
#ifndef GILSCALE_INTERPRETER_H
#define GILSCALE_INTERPRETER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"

struct interpreter_request {
    const char *executable; /* the build's own, or a venv's: decides prefix and site-packages */
    const char *script;     /* sys.argv[0] */
    int gil; /* 1 on, 0 off, -1 as the build does by itself; 0 and 1 on free-threaded builds only */
    int jit; /* 1 on, 0 off, -1 as the build does by itself; 0 and 1 on builds that have one */
    const char *allocator;      /* malloc, pymalloc, mimalloc, debug; NULL: the build's own */
    int64_t switch_interval_ns; /* 0: Python's own */
    uint32_t hash_seed;
};

/* Refuses, before anything of it runs, a libpython of another version or another GIL kind than the headers we
 * were compiled with: object layouts differ, so going on would corrupt memory. */
int interpreter_verify_library(struct error *e);

/* Once, by the thread that is to be Python's main thread; leaves it attached. -1 with EXIT_MISSING when this build cannot do what is
 * asked for (it has no JIT, not that allocator). */
int interpreter_start(const struct interpreter_request *request, struct error *e);

/* One worker thread's side of the interpreter. */
struct interpreter_thread {
    int outer;   /* what PyGILState_Ensure said */
    void *state; /* its thread state, while detached */
};

/* Attaches the calling thread with one outer PyGILState_Ensure for its whole life; interpreter_leave ends it,
 * attached. */
void interpreter_enter(struct interpreter_thread *thread);
void interpreter_leave(struct interpreter_thread *thread);

/* The same and no more than PyGILState_Ensure, for short; interpreter_leave ends it as well. */
void interpreter_ensure(struct interpreter_thread *thread);

/* Makes an interpreter with a GIL of its own for the calling thread, which has none yet, and leaves it attached to it. To be called while
 * the main interpreter is there and nobody needs this thread attached to it. Only with interpreter_detach and interpreter_attach, never with
 * PyGILState. -1 with EXIT_MISSING before 3.12. It is never ended, as the main interpreter is not. */
int interpreter_enter_own(struct interpreter_thread *thread, const struct interpreter_request *request,
                          struct error *e);

/* Between those two: lets the GIL go while the thread does something else, and takes it again. */
void interpreter_detach(struct interpreter_thread *thread);
void interpreter_attach(struct interpreter_thread *thread);

/* Attached, when a workload is set up and all that it needs is there: what the garbage collector shall do from here on. Frozen: what
 * there is is collected once, then left out of all collections (gc.freeze); the collector stays on. */
enum interpreter_gc { INTERPRETER_GC_ON, INTERPRETER_GC_OFF, INTERPRETER_GC_FROZEN };
int interpreter_set_gc(enum interpreter_gc gc, struct error *e);

/* An address within libpython's code, of whichever file it came from. No interpreter is needed. */
const void *interpreter_code(void);

/* Attached. True on builds that have no switch (3.12 and older). */
bool interpreter_gil_is_on(void);

/* Attached. The interpreter's switch interval in ns. */
int64_t interpreter_switch_interval_ns(void);

/* Attached, with an exception set: prints its traceback to stderr, clears it, and leaves "ValueError: boom
 * (mine.py:12)" in the error. Always -1. Never exits, not even on SystemExit. */
int interpreter_take_exception(struct error *e);

/* Collections of the garbage collector since the interpreter started: of all generations, and of the oldest (full ones). -1 when it does
 * not say. Attached. */
struct interpreter_collections {
    int64_t all, full;
};
struct interpreter_collections interpreter_collections(void);

#endif
