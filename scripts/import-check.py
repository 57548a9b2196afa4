"""What importing one library does to the interpreter that runs this file: a line of JSON for each way of importing it.

Run as `PYTHON -I import-check.py [--deadline SECONDS] LIBRARY [WORKLOAD.py ...]`. LIBRARY is a package as PyPI spells it; the modules to import
are found from its metadata (scikit-learn: sklearn), or it is the name of a module. The imports at the top of a WORKLOAD.py that are of this
library are done as well, since a submodule may do what the package itself does not. Each way is a fresh process with a deadline, so that a crash
or a hang is an answer:

    default   as the build does by itself
    gil off   with -X gil=0, which no import can switch back on; on free-threaded builds only
    threads   as default, imported by several threads at once
    compiled  as default, and then each of its compiled modules by itself, as many are imported only when they are needed: does any of them
              switch the GIL on? On free-threaded builds only; a module that cannot be imported alone is passed over

A line is {"way", "outcome": ok, failed, crashed, hung or missing, "detail", "version", "modules", "gil_before", "gil_after", "enabled_by",
"compiled": how many compiled modules the package has}.
The syntax stays that of Python 3.8.
"""

import ast
import concurrent.futures
import importlib
import importlib.machinery
import importlib.metadata
import importlib.util
import json
import os
import re
import signal
import subprocess
import sys
import sysconfig
import threading
import warnings

THREADS = 4
MOST_DETAIL = 300  # letters
MOST_MODULES = 8
ASIDE = {"test", "tests", "testing", "doc", "docs", "example", "examples", "benchmark", "benchmarks", "bin", "scripts"}


def normal(name):
    """As PEP 503 compares names."""
    return re.sub(r"[-_.]+", "-", name).lower()


def short(text):
    text = " ".join(str(text).split())
    return text if len(text) <= MOST_DETAIL else text[: MOST_DETAIL - 3] + "..."


def gil_on():
    return getattr(sys, "_is_gil_enabled", lambda: True)()


# ---- which modules


def outermost(files):
    """The packages and modules among a distribution's files that lie in no other package: "sklearn", "google.protobuf"."""
    packages, modules = set(), set()
    for file in files:
        parts = str(file).replace("\\", "/").split("/")
        if ".." in parts or parts[0].endswith((".dist-info", ".data", ".libs")):
            continue
        stem = parts[-1].split(".")[0]
        if not all(part.isidentifier() for part in parts[:-1] + [stem]):
            continue
        if parts[-1] == "__init__.py" and len(parts) > 1:
            packages.add(tuple(parts[:-1]))
        elif parts[-1].endswith((".py", ".so")):
            modules.add(tuple(parts[:-1] + [stem]))
    found = {name for name in packages | modules if not any(name[:i] in packages for i in range(1, len(name)))}
    # A file deep in a folder without __init__.py is no module that anybody imports, unless there is nothing else.
    return {".".join(name) for name in found if name in packages or len(name) == 1} or {".".join(name) for name in found}


def modules_of(library):
    """(version, modules to import, top-level names); version None where no such package is installed."""
    try:
        distribution = importlib.metadata.distribution(library)
    except importlib.metadata.PackageNotFoundError:
        return None, [library.replace("-", "_")], {library.replace("-", "_")}
    found = outermost(distribution.files or []) or set((distribution.read_text("top_level.txt") or "").split())
    tops = {name.split(".")[0] for name in found}
    own = {name for name in found if normal(name) == normal(library)}
    public = {name for name in found if not any(part.startswith("_") for part in name.split(".")) and name.split(".")[0] not in ASIDE}
    return distribution.version, sorted(own or public or found)[:MOST_MODULES], tops


def compiled_of(library):
    """The names of its compiled modules, but those of its own tests."""
    try:
        files = importlib.metadata.distribution(library).files or []
    except importlib.metadata.PackageNotFoundError:
        return []
    names = []
    for file in files:
        parts = str(file).replace("\\", "/").split("/")
        ending = next((suffix for suffix in importlib.machinery.EXTENSION_SUFFIXES if parts[-1].endswith(suffix)), None)
        if not ending:
            continue
        parts[-1] = parts[-1][: -len(ending)]
        if all(part.isidentifier() and part not in ASIDE and "test" not in part for part in parts):
            names.append(".".join(parts))
    return sorted(names)


def imports_of(workload, tops, seen):
    """The import statements at the top of the file, and of the helpers beside it that it imports, that are of these packages."""
    seen.add(workload)
    with open(workload, "rb") as file:
        tree = ast.parse(file.read(), workload)
    for node in tree.body:
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names = [node.module]
        for name in names:
            helper = os.path.join(os.path.dirname(workload), name + ".py")
            if name.startswith("_") and helper not in seen and os.path.isfile(helper):
                yield from imports_of(helper, tops, seen)
        if any(name.split(".")[0] in tops for name in names):
            yield compile(ast.Module([node], []), workload, "exec")


# ---- one way, in a process of its own


class Watch:
    """Imports, and notes which one switched the GIL on."""

    def __init__(self):
        self.before = gil_on()
        self.enabled_by = ""
        self.lock = threading.Lock()

    def note(self, record, name):
        with self.lock:
            if self.enabled_by or self.before or not gil_on():
                return
            said = [re.search(r"GIL\) has been enabled to load module '([^']*)'", str(w.message)) for w in record]
            self.enabled_by = next((match.group(1) for match in said if match), name)

    def do(self, modules, statements, record):
        for name in modules:
            importlib.import_module(name)
            self.note(record, name)
        for statement in statements:
            exec(statement, {"__name__": "import_check"})
            self.note(record, "")


def import_compiled(watch, names, record):
    for name in names:
        try:
            watch.do([name], [], record)
        except BaseException:  # many want to be imported by their package, and some need what is not installed
            watch.note(record, name)


def import_in_threads(watch, modules, statements, record):
    barrier, errors = threading.Barrier(THREADS), []

    def work():
        barrier.wait()
        try:
            watch.do(modules, statements, record)
        except BaseException as error:  # SystemExit, too, is an import that failed
            errors.append(error)

    threads = [threading.Thread(target=work) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]


def check(way, library, workloads):
    """The answer of one way."""
    version, modules, tops = modules_of(library)
    sys.path[:0] = [os.path.dirname(os.path.abspath(workload)) for workload in workloads]
    answer = {"outcome": "ok", "detail": "", "version": version or "", "modules": modules, "compiled": len(compiled_of(library))}
    if version is None and importlib.util.find_spec(modules[0]) is None:
        answer.update(outcome="missing", detail="no package or module of this name is installed")
    watch = Watch()
    answer["gil_before"] = watch.before
    with warnings.catch_warnings(record=True) as record:
        warnings.simplefilter("always")
        try:
            if answer["outcome"] == "ok":
                statements = [statement for workload in workloads for statement in imports_of(workload, tops, set())]
                if way == "threads":
                    import_in_threads(watch, modules, statements, record)
                else:
                    watch.do(modules, statements, record)
                if way == "compiled":
                    import_compiled(watch, compiled_of(library), record)
        except BaseException as error:
            answer.update(outcome="failed", detail=short("%s: %s" % (type(error).__name__, error)))
    answer.update(gil_after=gil_on(), enabled_by=watch.enabled_by)
    return answer


def child(way, answers, library, workloads):
    answer = check(way, library, workloads)
    # What the library itself prints goes elsewhere.
    with os.fdopen(int(answers), "w") as file:
        json.dump(answer, file)


# ---- all ways


def signal_name(number):
    try:
        return signal.Signals(number).name
    except ValueError:
        return "signal %d" % number


def run(way, deadline, arguments):
    """Starts the process for one way, and says what became of it."""
    options = ["-X", "gil=0"] if way == "gil off" else []
    answers, theirs = os.pipe()
    command = [sys.executable, "-I"] + options + [__file__, "--way", way, str(theirs)] + arguments
    failed = dict.fromkeys(("detail", "version", "enabled_by"), "")
    failed.update(outcome="crashed", modules=[], compiled=0, gil_before=None, gil_after=None)
    with open(os.devnull, "r+b") as nothing, subprocess.Popen(
        command, stdin=nothing, stdout=nothing, stderr=subprocess.PIPE, pass_fds=[theirs]
    ) as process:
        os.close(theirs)
        try:
            _, said = process.communicate(timeout=deadline)
        except subprocess.TimeoutExpired:
            process.kill()
            os.close(answers)
            return dict(failed, way=way, outcome="hung", detail="not done after %g s" % deadline)
    # Whatever the library has started may hold the other end open.
    os.set_blocking(answers, False)
    with os.fdopen(answers, "rb", buffering=0) as file:
        text = file.read(1 << 16) or b""
    try:
        answer = json.loads(text)
    except ValueError:
        answer = failed
    if process.returncode < 0:
        when = "" if answer is failed else " as Python ended, after the import"
        answer = dict(answer, outcome="crashed", detail=signal_name(-process.returncode) + when)
    elif answer is failed:
        lines = [line for line in said.decode("utf-8", "replace").split("\n") if line.strip()]
        answer = dict(failed, detail=short("left with exit code %d: %s" % (process.returncode, lines[-1] if lines else "")))
    return dict(answer, way=way)


def main(arguments):
    if arguments[:1] == ["--way"]:
        return child(arguments[1], arguments[2], arguments[3], arguments[4:])
    deadline = 60.0
    if arguments[:1] == ["--deadline"]:
        deadline, arguments = float(arguments[1]), arguments[2:]
    ways = ["default", "threads"]
    if sysconfig.get_config_var("Py_GIL_DISABLED"):
        ways = ["default", "gil off", "threads", "compiled"]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        for answer in pool.map(lambda way: run(way, deadline, arguments), ways):
            print(json.dumps(answer), flush=True)
    return None


if __name__ == "__main__":
    main(sys.argv[1:])
