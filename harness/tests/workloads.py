"""What harness/tests/workloads.bats needs to try all workloads at once.

    workloads.py suite ROOT OUT.cfg [ecosystem]        a suite of all of them, with a batch of three ops: nothing to calibrate
    workloads.py mutants ROOT FOLDER KIND [ecosystem]  FOLDER/KIND.cfg and the files it names: each workload with a worse `run`
    workloads.py docs ROOT PYTHON RUNNER OUT           what is missing in their documentation and declarations, a line each
    workloads.py libraries ROOT PYTHON RUNNER          the same for those of ecosystem, in a Python that has the libraries
    workloads.py absent SAMPLES BUILD=PYTHON...        the skipped invocations whose reason is not a module that PYTHON lacks, a line each
    workloads.py verdicts SAMPLES STATUS[,STATUS...]   the invocations that ended otherwise, a line each
    workloads.py survivors SAMPLES ORIGINALS           the mutants that were not found out; `skipped` where the original is

Workloads of ecosystem need libraries, and are left out where that word does not stand: they run where the libraries are.

Kinds of mutants: `skips` leaves out one op of every batch; `swallows` does half of them, raises, catches, and goes on as if nothing were.
"""

import ast
import concurrent.futures
import csv
import os
import pathlib
import re
import subprocess
import sys

SETTINGS = 'switch-interval = "100us";\ninvocations = 1;\nwindows = 1;\nwindow = "1ms";\nwarmup = "0ms";\ntimeout = "60s";\n'
BATCH = 3

# Modules of other versions than the one that runs this.
LIBRARY_HELPERS = {"_crypt", "_md5", "_sha1", "_sha2", "_sha256", "_sha3", "_sha512", "_msi", "_spwd", "_nis", "_zstd", "_types", "_remote_debugging"}

PYTHON_MUTANT = '''"""A mutant of {name}: {kind}."""
import sys

__file__ = {path!r}
sys.path.append({folder!r})
with open(__file__, encoding="utf-8") as _file:
    exec(compile(_file.read(), __file__, "exec"))
_right = run
_arguments = _right.__code__.co_argcount


def _skips(n, *state):
    return _right(n - 1, *state)


def _swallows(n, *state):
    try:
        _right(n // 2, *state)
        raise ValueError("swallowed")
    except ValueError:
        return None


if _arguments == 2:

    def run(n, state):
        return _{kind}(n, state)

else:

    def run(n):
        return _{kind}(n)
'''

# The original's own macro would end it; this one wraps it first. Of two initialisers of one member the last counts.
C_MUTANT = """/* A mutant of {name}: {kind}.
 * {libraries}
 */
#include "gilscale_workload.h"
#pragma GCC diagnostic ignored "-Wpragmas"
#pragma GCC diagnostic ignored "-Wunknown-warning-option"
#pragma GCC diagnostic ignored "-Woverride-init"
#pragma GCC diagnostic ignored "-Winitializer-overrides"
#undef GILSCALE_WORKLOAD
#define GILSCALE_WORKLOAD(...)                                                                     \\
    static const struct gilscale_workload right = {{.abi = GILSCALE_WORKLOAD_ABI, __VA_ARGS__}};     \\
    static int mutant_run(struct gilscale_worker *worker, uint64_t n)                              \\
    {{                                                                                              \\
        return right.run(worker, {ops});                                                           \\
    }}                                                                                              \\
    extern const struct gilscale_workload gilscale_workload;                                       \\
    const struct gilscale_workload gilscale_workload = {{.abi = GILSCALE_WORKLOAD_ABI, __VA_ARGS__, .run = mutant_run}}
#include "{path}"
"""


def workloads(root, ecosystem=None):
    """The files, as the catalog finds them: those that need libraries, or all others."""
    files = [path for path in pathlib.Path(root, "workloads").glob("*/*") if (path.parent.name == "ecosystem") == bool(ecosystem)]
    return sorted(path for path in files if path.suffix in (".py", ".c") and not path.name.startswith("_"))


def doc_of(path):
    """The docstring, or the leading comment without its marks."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        return ast.get_docstring(ast.parse(text)) or ""
    if text.startswith("/*"):
        lines = text[2:].partition("*/")[0].splitlines()
    else:
        lines = text.split("\n\n")[0].splitlines()
    return "\n".join(line.strip().lstrip("*/").strip() for line in lines).strip()


def write_suite(paths, out):
    groups = ",\n".join(f'  {{ name = "{path}"; batch = {BATCH}; }}' for path in paths)
    pathlib.Path(out).write_text(f"workloads = (\n{groups}\n);\n{SETTINGS}")


def write_mutants(root, folder, kind, ecosystem=None):
    ops = {"skips": "n - 1", "swallows": "n / 2"}[kind]
    made = []
    for path in workloads(root, ecosystem):
        target = pathlib.Path(folder, kind, path.parent.name, path.name)
        target.parent.mkdir(parents=True, exist_ok=True)
        values = {"name": path.stem, "kind": kind, "path": str(path), "folder": str(path.parent), "ops": ops}
        if path.suffix == ".c":
            values["libraries"] = " ".join(re.findall(r"libraries:.*", doc_of(path)))
            target.write_text(C_MUTANT.format(**values))
        else:
            target.write_text(PYTHON_MUTANT.format(**values))
        made.append(target)
    write_suite(made, pathlib.Path(folder, f"{kind}.cfg"))


def doc_problems(path):
    lines = doc_of(path).splitlines() or [""]
    if not lines[0].endswith(".") or len(lines[0]) >= 90:
        yield f"the first line should be a sentence of less than 90 characters, not {lines[0]!r}"
    if not any(line.startswith("Mechanism: ") for line in lines):
        yield "no line that begins with 'Mechanism: '"
    ops = [number for number, line in enumerate(lines) if line.startswith("op: ")]
    if not ops:
        yield "no line that begins with 'op: '"
    elif len(lines) - ops[-1] > 3 or "" in lines[ops[-1] :]:
        yield "what an op is should come last"
    libraries = [line for line in lines if re.fullmatch(r"library: [a-z0-9][a-z0-9.-]*", line)]
    if len(libraries) != (path.parent.name == "ecosystem"):
        yield f"lines 'library: NAME': {len(libraries)}; a workload of ecosystem has one, no other has any"


def describe(path, root, python, runner, out):
    """What the runner says of it: pairs of key and value, in order."""
    program = str(path)
    if path.suffix == ".c":
        command = [python, "-I", f"{root}/scripts/compile.py", "--root", root, "--out", out, "--workload", program]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode == 3:
            return [("status", "skipped")]
        program = done.stdout.strip()
    command = [runner, "--python", python, "--workload", program, "--describe"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return [tuple(line.split("=", 1)) for line in said.splitlines()]


def describe_all(paths, *place):
    with concurrent.futures.ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        yield from zip(paths, pool.map(lambda path: describe(path, *place), paths))


def mode_problems(path, said, noted):
    """Lists read the source, and the runner loads it: they must not disagree. (For an older Python, a C file may hold a stand-in.)"""
    if "SKIPPED_WORKLOAD" in path.read_text(encoding="utf-8"):
        return
    left_out = {"threads", "processes", "subinterpreters"} - {value for key, value in said if key == "mode"}
    words = {0: [], 1: [f"no {name}" for name in left_out], 2: ["threads only"]}[len(left_out)]
    expected = ", ".join(words + ["requests"] * (("requests", "yes") in said))
    if ("status", "ok") in said and expected != noted:
        yield f"`list workloads` says [{noted}], and the runner [{expected}]"


def declaration_problems(said):
    if ("status", "skipped") in said:
        return
    if ("status", "ok") not in said:
        yield f"does not load: {said}"
        return
    if ("function", "check") not in said:
        yield "no check"
    parameters = []
    for key, value in said:
        if key == "parameter":
            parameters.append({"parameter": value})
        elif parameters:
            parameters[-1][key] = value
    for parameter in parameters:
        name, numeric = parameter["parameter"], parameter.get("type") in ("int", "float")
        if not parameter.get("help"):
            yield f"parameter {name} has no help"
        if numeric and not {"low", "high"} <= parameter.keys() and "choice" not in parameter:
            yield f"parameter {name} has no range"
        if parameter.get("type") == "str" and "choice" not in parameter:
            yield f"parameter {name} has no choices"


def helper_problems(root):
    """A helper is found by its name alone, and two workloads may run side by side in one interpreter: a name must mean one module."""
    helpers = sorted(pathlib.Path(root, "workloads").glob("*/_*.py"))
    stems = [path.stem for path in helpers]
    for path in helpers:
        if stems.count(path.stem) > 1:
            yield f"{path.parent.name}/{path.name}: another folder has a helper of this name"
        if path.stem in LIBRARY_HELPERS | sys.stdlib_module_names:
            yield f"{path.parent.name}/{path.name}: the standard library has a module of this name, which is found first"


def notes(root):
    """Name and note of each workload, from `gilscale list workloads`; no note is ""."""
    lines = subprocess.run([f"{root}/build/gilscale", "list", "workloads"], capture_output=True, text=True, check=True).stdout
    entries = re.findall(r"^  (\w+) (.*(?:\n {10}.*)?)", lines, re.MULTILINE)  # a long name has its text on a line of its own
    return {name: (re.findall(r"\[(.*)\]$", text) or [""])[0] for name, text in entries}


def problems(root, *place):
    yield from helper_problems(root)
    for path in workloads(root, "ecosystem"):
        yield from (f"ecosystem/{path.name}: {problem}" for problem in doc_problems(path))
    noted = notes(root)
    for path, said in describe_all(workloads(root), root, *place):
        for problem in [*doc_problems(path), *declaration_problems(said), *mode_problems(path, said, noted[path.stem])]:
            yield f"{path.parent.name}/{path.name}: {problem}"


def library_problems(root, python, runner):
    for path, said in describe_all(workloads(root, "ecosystem"), root, python, runner, None):
        for problem in declaration_problems(said):
            yield f"ecosystem/{path.name}: {problem}"


def absent(samples, *pythons):
    """A module that a row says is missing, and that its Python finds all the same, is no reason."""
    skipped = [row for row in ends(samples) if row["status"] == "skipped"]
    for build, python in (pair.split("=", 1) for pair in pythons):
        rows = [row for row in skipped if row["build"] == build]
        missing = [(re.match(r"ModuleNotFoundError: No module named '([\w.]+)'", row["detail"]) or [None, ""])[1] for row in rows]
        program = "import importlib.util, sys; print(*(int(not name or bool(importlib.util.find_spec(name))) for name in sys.argv[1:]))"
        found = subprocess.run([python, "-I", "-c", program, *missing], capture_output=True, text=True, check=True).stdout.split()
        yield from (show(row) for row, there in zip(rows, found, strict=True) if there == "1")


def ends(samples):
    with open(samples, newline="") as file:
        yield from (row for row in csv.DictReader(file) if row["phase"] == "end")


def show(row):
    return f"{row['workload']} on {row['build']}, N={row['threads']}: {row['status']} {row['detail']}"


def verdicts(samples, allowed):
    return [show(row) for row in ends(samples) if row["status"] not in allowed]


def survivors(samples, originals):
    skipped = {row["workload"] for row in ends(originals) if row["status"] == "skipped"}
    for row in ends(samples):
        if row["status"] != "wrong" and not (row["status"] == "skipped" and row["workload"] in skipped):
            yield show(row)


def main(what, *arguments):
    if what == "suite":
        write_suite(workloads(arguments[0], *arguments[2:]), arguments[1])
    elif what == "mutants":
        write_mutants(*arguments)
    elif what == "docs":
        print(*problems(*arguments), sep="\n")
    elif what == "libraries":
        print(*library_problems(*arguments), sep="\n")
    elif what == "absent":
        print(*absent(*arguments), sep="\n")
    elif what == "verdicts":
        print(*verdicts(arguments[0], arguments[1].split(",")), sep="\n")
    elif what == "survivors":
        print(*survivors(*arguments), sep="\n")
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main(*sys.argv[1:])
