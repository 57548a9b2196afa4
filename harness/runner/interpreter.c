#include <Python.h>

#include "runner/interpreter.h"

#include <dlfcn.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wchar.h>

#ifndef GILSCALE_LIBPYTHON
#error "compile with scripts/compile.py, which says which libpython this is for"
#endif

#ifdef Py_GIL_DISABLED
#define COMPILED_FT 1
#else
#define COMPILED_FT 0
#endif

int interpreter_verify_library(struct error *e)
{
    unsigned long library = Py_Version;

    /* The function behind Py_INCREF on objects of other threads: only a free-threaded libpython has it. */
    int library_ft = dlsym(RTLD_DEFAULT, "_Py_MergeZeroLocalRefcount") != NULL;
    if (library == PY_VERSION_HEX && library_ft == COMPILED_FT)
        return 0;

    Dl_info where;
    const char *file = dladdr(&Py_Version, &where) && where.dli_fname ? where.dli_fname : "(unknown)";
    return error_set_status(
        e, EXIT_MISSING,
        "this runner was compiled for %s%s (%s), but the loader gave it %lu.%lu.%lu%s (%s); unset "
        "LD_LIBRARY_PATH and LD_PRELOAD, or remove the runner so that it is compiled again",
        PY_VERSION, COMPILED_FT ? "t" : "", GILSCALE_LIBPYTHON, library >> 24 & 0xff, library >> 16 & 0xff,
        library >> 8 & 0xff, library_ft ? "t" : "", file);
}

static int failed(PyStatus status, struct error *e)
{
    return error_set_status(e, EXIT_CELL_FAILED, "Python does not start: %s%s%s",
                            status.func ? status.func : "", status.func ? ": " : "",
                            status.err_msg ? status.err_msg : "no reason given");
}

/* The number that the build knows it by, PYMEM_ALLOCATOR_NOT_SET for none. */
static int allocator_of(const char *name)
{
    if (strcmp(name, "debug") == 0)
        return PYMEM_ALLOCATOR_DEBUG;
#ifdef Py_GIL_DISABLED
    return strcmp(name, "mimalloc") == 0 ? PYMEM_ALLOCATOR_MIMALLOC : PYMEM_ALLOCATOR_NOT_SET;
#else
    if (strcmp(name, "malloc") == 0)
        return PYMEM_ALLOCATOR_MALLOC;
#ifdef WITH_PYMALLOC
    if (strcmp(name, "pymalloc") == 0)
        return PYMEM_ALLOCATOR_PYMALLOC;
#endif
#ifdef WITH_MIMALLOC
    if (strcmp(name, "mimalloc") == 0)
        return PYMEM_ALLOCATOR_MIMALLOC;
#endif
    return PYMEM_ALLOCATOR_NOT_SET;
#endif
}

/* Before all else: what is allocated by one cannot be freed by another. */
static int choose_allocator(const char *name, struct error *e)
{
    PyPreConfig config;

    if (!name)
        return 0;
    PyPreConfig_InitPythonConfig(&config);
    config.use_environment = 0;
    config.parse_argv = 0;
    config.allocator = allocator_of(name);
    if (config.allocator == PYMEM_ALLOCATOR_NOT_SET)
        return error_set_status(e, EXIT_MISSING, "this build has no allocator '%s'", name);
    PyStatus status = Py_PreInitialize(&config);
    return PyStatus_Exception(status) ? failed(status, e) : 0;
}

/* Python reads its JIT's switch from the environment alone, and then all of it: so nothing else of Python's may stand there. */
static void leave_only_jit(int jit)
{
    for (size_t i = 0; environ[i];) {
        char name[64];
        size_t length = strcspn(environ[i], "=");
        if (strncmp(environ[i], "PYTHON", 6) != 0 || length >= sizeof name) {
            i++;
            continue;
        }
        snprintf(name, sizeof name, "%.*s", (int)length, environ[i]);
        unsetenv(name); /* moves the others up */
    }
    setenv("PYTHON_JIT", jit ? "1" : "0", 1);
}

/* Did the switch do what it says? */
static int verify_jit(int jit, struct error *e)
{
    PyObject *module = PySys_GetObject("_jit"); /* borrowed; since 3.14 */
    PyObject *available = module ? PyObject_CallMethod(module, "is_available", NULL) : NULL;
    PyObject *enabled = module ? PyObject_CallMethod(module, "is_enabled", NULL) : NULL;
    int result = 0;

    if (available != Py_True)
        result = error_set_status(e, EXIT_MISSING, "this build has no JIT%s",
                                  module ? "" : ", or does not tell (3.14 and later do)");
    else if ((enabled == Py_True) != jit)
        result = error_set_status(e, EXIT_MISSING, "this build does not let its JIT be switched %s",
                                  jit ? "on" : "off");
    PyErr_Clear();
    Py_XDECREF(available);
    Py_XDECREF(enabled);
    return result;
}

static int set_switch_interval(int64_t ns, struct error *e)
{
    PyObject *set = PySys_GetObject("setswitchinterval"); /* borrowed */
    PyObject *none = ns && set ? PyObject_CallFunction(set, "d", (double)ns / 1e9) : NULL;

    if (ns && !none)
        return interpreter_take_exception(e);
    Py_XDECREF(none);
    return 0;
}

int interpreter_start(const struct interpreter_request *request, struct error *e)
{
    PyConfig config;
    PyStatus status;
    int result = -1;

    if (choose_allocator(request->allocator, e) < 0)
        return -1;
    if (request->jit >= 0)
        leave_only_jit(request->jit);
    /* Not the isolated configuration: that would leave out the locale and with it the decoding of file names.
     */
    PyConfig_InitPythonConfig(&config);
    /* PYTHONHASHSEED, PYTHON_GIL and the like would bend a row without showing in it. */
    config.use_environment = request->jit >= 0;
    config.user_site_directory = 0;
    config.parse_argv = 0;
    config.install_signal_handlers = 0;
    config.safe_path = 1;
    config.write_bytecode = 0;
    config.faulthandler = 1; /* a crash leaves the Python stack on stderr, which the driver keeps */
    config.use_hash_seed = 1;
    config.hash_seed = request->hash_seed;

    /* Without this, getpath takes the first python3 on PATH, whosever it is, and uses that one's standard
     * library. */
    status = PyConfig_SetBytesString(&config, &config.executable, request->executable);
    if (PyStatus_Exception(status)) {
        failed(status, e);
        goto out;
    }
    char *argv[] = {(char *)request->script};
    status = PyConfig_SetBytesArgv(&config, 1, argv);
    if (PyStatus_Exception(status)) {
        failed(status, e);
        goto out;
    }
    if (request->gil >= 0) {
        if (!COMPILED_FT) {
            error_set(e, "this build has no switch for its GIL; --gil works on free-threaded builds");
            goto out;
        }
        status = PyWideStringList_Append(&config.xoptions, request->gil ? L"gil=1" : L"gil=0");
        if (PyStatus_Exception(status)) {
            failed(status, e);
            goto out;
        }
    }
    status = Py_InitializeFromConfig(&config);
    if (PyStatus_Exception(status)) {
        failed(status, e);
        goto out;
    }
    result = 0;
out:
    PyConfig_Clear(&config);
    if (result == 0 && request->jit >= 0)
        result = verify_jit(request->jit, e);
    return result < 0 ? -1 : set_switch_interval(request->switch_interval_ns, e);
}

/* A thread's first Python frame maps memory for its stack of frames. Hundreds of workers that do so while others already keep the
 * CPUs busy wait half a minute for each other in the kernel; at the start nobody is busy yet. */
static void map_frames(void)
{
    PyObject *globals = PyDict_New();
    PyObject *none = globals ? PyRun_String("None", Py_eval_input, globals, globals) : NULL;

    if (!none)
        PyErr_Clear(); /* then the first batch maps it */
    Py_XDECREF(none);
    Py_XDECREF(globals);
}

void interpreter_enter(struct interpreter_thread *thread)
{
    thread->outer = (int)PyGILState_Ensure();
    map_frames();
}

void interpreter_ensure(struct interpreter_thread *thread)
{
    thread->outer = (int)PyGILState_Ensure();
}

#if PY_VERSION_HEX >= 0x030C0000
int interpreter_enter_own(struct interpreter_thread *thread, const struct interpreter_request *request,
                          struct error *e)
{
    const PyInterpreterConfig config = {
        .allow_threads = 1, .check_multi_interp_extensions = 1, .gil = PyInterpreterConfig_OWN_GIL};
    PyThreadState *own = NULL, *lent = PyThreadState_New(PyInterpreterState_Main());

    if (!lent)
        return error_set(e, "no memory for a thread state");
    PyEval_RestoreThread(lent);
    PyStatus status = Py_NewInterpreterFromConfig(&own, &config); /* lets go of the main interpreter's GIL */
    if (PyStatus_Exception(status)) {
        PyThreadState_Clear(lent);
        PyThreadState_DeleteCurrent();
        return failed(status, e);
    }
    map_frames();
    if (set_switch_interval(request->switch_interval_ns, e) < 0) {
        interpreter_detach(thread);
        return -1;
    }
    return 0;
}
#else
int interpreter_enter_own(struct interpreter_thread *thread, const struct interpreter_request *request,
                          struct error *e)
{
    (void)thread;
    (void)request;
    return error_set_status(
        e, EXIT_MISSING, "subinterpreters with a GIL of their own need Python 3.12; this is %s", PY_VERSION);
}
#endif

void interpreter_leave(struct interpreter_thread *thread)
{
    PyGILState_Release((PyGILState_STATE)thread->outer);
}

void interpreter_detach(struct interpreter_thread *thread)
{
    thread->state = PyEval_SaveThread();
}

void interpreter_attach(struct interpreter_thread *thread)
{
    PyEval_RestoreThread(thread->state);
}

const void *interpreter_code(void)
{
    /* A function that we do not call, so that its address is the library's own. */
    return dlsym(RTLD_DEFAULT, "PyEval_AcquireThread");
}

bool interpreter_gil_is_on(void)
{
    PyObject *ask =
        PySys_GetObject("_is_gil_enabled"); /* borrowed; absent before 3.13, where there is always a GIL */
    if (!ask)
        return true;
    PyObject *answer = PyObject_CallNoArgs(ask);
    if (!answer) {
        PyErr_Clear();
        return true;
    }
    bool on = PyObject_IsTrue(answer) == 1;
    Py_DECREF(answer);
    return on;
}

int64_t interpreter_switch_interval_ns(void)
{
    const int64_t usual = 5000000;
    PyObject *ask = PySys_GetObject("getswitchinterval");
    PyObject *answer = ask ? PyObject_CallNoArgs(ask) : NULL;
    if (!answer) {
        PyErr_Clear();
        return usual;
    }
    double seconds = PyFloat_AsDouble(answer);
    Py_DECREF(answer);
    return seconds > 0 ? llround(seconds * 1e9) : usual;
}

struct interpreter_collections interpreter_collections(void)
{
    struct interpreter_collections count = {-1, -1};
    PyObject *gc = PyImport_ImportModule("gc");
    PyObject *generations = gc ? PyObject_CallMethod(gc, "get_stats", NULL) : NULL;

    for (Py_ssize_t i = 0; generations && PyList_Check(generations) && i < PyList_GET_SIZE(generations);
         i++) {
        PyObject *item = PyDict_GetItemString(PyList_GET_ITEM(generations, i), "collections"); /* borrowed */
        count.full = item ? PyLong_AsLongLong(item) : -1; /* the oldest generation is the last */
        count.all = (i ? count.all : 0) + count.full;
    }
    PyErr_Clear();
    Py_XDECREF(generations);
    Py_XDECREF(gc);
    return count;
}

int interpreter_set_gc(enum interpreter_gc policy, struct error *e)
{
    static const char *const calls[][2] = {
        [INTERPRETER_GC_OFF] = {"disable"}, [INTERPRETER_GC_FROZEN] = {"collect", "freeze"}};
    PyObject *gc = policy == INTERPRETER_GC_ON ? NULL : PyImport_ImportModule("gc");
    int result = 0;

    for (int i = 0; policy != INTERPRETER_GC_ON && i < 2 && calls[policy][i] && result == 0; i++) {
        PyObject *done = gc ? PyObject_CallMethod(gc, calls[policy][i], NULL) : NULL;
        if (!done)
            result = interpreter_take_exception(e);
        Py_XDECREF(done);
    }
    Py_XDECREF(gc);
    return result;
}
