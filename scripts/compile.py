"""Compiles the embedded driver, or a C workload, for the interpreter that runs this file; prints the path.

    PYTHON -I compile.py --root ROOT --out DIR                      DIR/<tag>-<hash>/gilscale-runner
    PYTHON -I compile.py --root ROOT --out DIR --workload FILE.c    DIR/<tag>-<hash>/<name>-<hash>.so

A workload is linked with what the line `libraries: NAME...` of its leading comment names.

The hashes cover all that can change the outcome: sources, flags, compiler, the interpreter and its libpython. So
a path that exists is up to date, two runs at once agree on it, and asking for it starts no compiler (30 ms).
Files get their names when they are complete.

Environment: CC, and GILSCALE_SANITIZE=thread|address|undefined for -fsanitize. Exit: 1 a compile error, 2 wrong
usage, 3 something that is needed is not installed.
"""

import os
import re
import shlex
import shutil
import sys
import sysconfig
import time

try:
    # hashlib would load OpenSSL, which takes longer than all else here.
    from _blake2 import blake2b
except ImportError:
    from hashlib import blake2b

sys.dont_write_bytecode = True  # scripts/ may be read-only, or shared by interpreters
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import probe  # noqa: E402

WARNINGS = ["-Wall", "-Wextra"]
COMMON = ["-std=c11", "-D_GNU_SOURCE", "-O2", "-g", "-pthread", *WARNINGS]

# The folders of ROOT/harness that the runner is made of; all of their C files.
RUNNER_ROOMS = ["base", "record", "machine", "runner"]

# What a compiler's complaint says is missing, by a piece of its text.
DEBIAN_PACKAGES = {
    "csv.h": "libcsv-dev",
    "-lcsv": "libcsv-dev",
    "hwloc.h": "libhwloc-dev",
    "-lhwloc": "libhwloc-dev",
    "stdio.h": "libc6-dev",
}

UNUSED_AFTER_S = 2 * 24 * 3600


class Failure(Exception):
    """Ends the program with a sentence and an exit code."""

    def __init__(self, text, status):
        super().__init__(text)
        self.status = status


def missing(text, package):
    return Failure(f"{text}; on Debian: apt-get install {package}", 3)


def read(path):
    with open(path, "rb") as file:
        return file.read()


def files_of(folder, *endings):
    """The files of this folder with one of these endings, sorted; [] when there is no such folder."""
    if not os.path.isdir(folder):
        return []
    return [os.path.join(folder, name) for name in sorted(os.listdir(folder)) if name.endswith(endings)]


def stamp(path):
    """Identifies a file that is too large to read: where it really is, when it was written, its size."""
    path = os.path.realpath(path)
    status = os.stat(path)
    return f"{path} {status.st_mtime_ns} {status.st_size}"


def digest(parts):
    """12 hex digits for these strings and bytes, each with its length: "ab", "c" is not "a", "bc"."""
    state = blake2b(digest_size=6)
    for part in parts:
        part = part.encode("utf-8", "surrogateescape") if isinstance(part, str) else part
        state.update(b"%d:" % len(part))
        state.update(part)
    return state.hexdigest()


def find_compiler():
    """The words of the compiler command: $CC, or the first that is here."""
    for command in [os.environ["CC"]] if os.environ.get("CC") else ["cc", "gcc", "clang"]:
        words = shlex.split(command)
        if words and shutil.which(words[0]):
            return words
    if os.environ.get("CC"):
        raise Failure(f"CC={os.environ['CC']}: there is no such compiler", 3)
    raise missing("there is no C compiler", "gcc libc6-dev")


def sanitizer_flags():
    name = os.environ.get("GILSCALE_SANITIZE", "")
    if name not in ("", "thread", "address", "undefined"):
        raise Failure(f"GILSCALE_SANITIZE={name}: it is thread, address or undefined", 2)
    return [f"-fsanitize={name}", "-fno-omit-frame-pointer"] if name else []


def same_compiler_family(compiler):
    """Whether our compiler is the one that libpython was made with: what LTO leaves in archives is private to it."""
    built_with = shlex.split(sysconfig.get_config_var("CC") or "") or [""]
    ours, theirs = shutil.which(compiler[0]), shutil.which(built_with[0])
    return bool(ours and theirs) and os.path.realpath(ours) == os.path.realpath(theirs)


def words_of(*names):
    return [word for name in names for word in shlex.split(sysconfig.get_config_var(name) or "")]


def is_position_independent(executable):
    """Reads e_type of the ELF header: 3, ET_DYN, is a PIE."""
    with open(executable, "rb") as file:
        header = file.read(18)
    return int.from_bytes(header[16:18], sys.byteorder) == 3


def include_flags(python):
    """Python's headers as system headers, so that only our own code is warned about."""
    folders = [python["include"]]
    # Debian's pyconfig.h includes <multiarch/pythonX.Y/pyconfig.h>, relative to the folder above. /usr/include
    # is searched anyway, and must not be moved to the front.
    above = os.path.dirname(python["include"])
    if above != "/usr/include" and os.path.isdir(os.path.join(above, sysconfig.get_config_var("MULTIARCH") or " ")):
        folders.append(above)
    return [word for folder in folders for word in ("-isystem", folder)]


def link_flags(python, compiler):
    """Links the runner to libpython as this interpreter's own executable is linked to it."""
    # Extension modules, and the C workloads, find Python's symbols in the executable.
    flags = ["-Wl,-export-dynamic"]
    if python["link"] == "shared":
        return flags + [python["libpython"], f"-Wl,-rpath,{os.path.dirname(python['libpython'])}"]

    if not is_position_independent(os.path.realpath(sys.executable)):
        flags.append("-no-pie")  # then the archive need not be, and Debian's is not
    if python["lto"] and same_compiler_family(compiler):
        # The archive holds machine code too, but it would be slower than the interpreter it belongs to.
        flags += [word for word in words_of("PY_LDFLAGS_NODIST") if word.startswith(("-flto", "-fuse-linker-plugin"))]
        flags.append("-w")  # it compiles libpython again, with all that there is to warn about in it
    # Whole: an extension module may want a function that the runner itself does not call.
    flags += ["-Wl,--whole-archive", python["libpython"], "-Wl,--no-whole-archive"]
    return flags + words_of("LIBS", "MODLIBS", "SYSLIBS")


class Compiler:
    """The compiler with the flags for this interpreter, and a digest of both."""

    def __init__(self, root):
        self.python = probe.probe()
        if self.python["problem"]:
            raise Failure(f"{sys.executable} cannot be used: {self.python['problem']}", 3)
        self.command = find_compiler()
        self.sanitizer = sanitizer_flags()
        self.flags = [*COMMON, *self.sanitizer, "-I", os.path.join(root, "workloads"), *include_flags(self.python)]
        self.link = link_flags(self.python, self.command)
        self.tag = self.python["version"] + "t" * self.python["ft"] + "d" * self.python["debug"]
        programs = [shutil.which(word) for word in self.command]
        self.identity = [
            *self.command,
            *(stamp(program) for program in programs if program),
            *self.flags,
            *self.link,
            self.python["version"],
            self.python["config_args"],
            stamp(self.python["libpython"]),
            stamp(os.path.join(self.python["include"], "pyconfig.h")),
        ]

    def run(self, arguments):
        """One compiler call: (succeeded, what it said)."""
        import subprocess

        done = subprocess.run(
            [*self.command, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            env={**os.environ, "LC_ALL": "C"},  # we look for words in what it says
        )
        return done.returncode == 0, done.stdout

    def check(self, results):
        """Passes on what the compiler said; raises when a call failed, with the first thing that it minded."""
        said = "".join(text for _, text in results)
        sys.stderr.write(said)
        if all(succeeded for succeeded, _ in results):
            return
        signs = "error:", "cannot find", "undefined"
        errors = [line for line in said.splitlines() if any(sign in line for sign in signs)]
        for sign, package in DEBIAN_PACKAGES.items():
            if any(sign in line for line in errors):
                raise missing(f"{sign} is missing", package)
        raise Failure(errors[0] if errors else f"{self.command[0]} failed and did not say why", 1)


def hwloc_flags():
    """The flags for compiling and for linking."""
    import subprocess

    if not shutil.which("pkg-config"):
        raise missing("there is no pkg-config", "pkg-config")
    flags = []
    for kind in "--cflags", "--libs":
        asked = subprocess.run(["pkg-config", kind, "hwloc"], capture_output=True, text=True)
        if asked.returncode != 0:
            raise missing("pkg-config does not know hwloc", "libhwloc-dev")
        flags.append(shlex.split(asked.stdout))
    return flags


def build_runner(compiler, root, sources, folder):
    """Compiles the sources and links them to folder/gilscale-runner."""
    from concurrent.futures import ThreadPoolExecutor

    hwloc_compile, hwloc_link = hwloc_flags()
    python = compiler.python
    flags = [
        *compiler.flags,
        *hwloc_compile,
        "-I", os.path.join(root, "harness"),
        f"-DGILSCALE_PYTHON_HEX={python['version_hex']}",
        '-DGILSCALE_LIBPYTHON="%s"' % python["libpython"].replace("\\", "\\\\").replace('"', '\\"'),
    ]
    objects = [os.path.join(folder, f"{number}.o") for number in range(len(sources))]
    with ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        calls = [[*flags, "-c", source, "-o", to] for source, to in zip(sources, objects)]
        compiler.check(list(pool.map(compiler.run, calls)))
    runner = os.path.join(folder, "gilscale-runner")
    libraries = [*compiler.link, *hwloc_link, "-lcsv", "-ldl", "-lm"]
    compiler.check([compiler.run([*COMMON, *compiler.sanitizer, *objects, *libraries, "-o", runner])])
    for path in objects:
        os.remove(path)


def remove_unused(out, tag, keep):
    """Removes what was made for this build from other sources and not asked for lately."""
    for name in os.listdir(out):
        folder = os.path.join(out, name)
        if name.startswith(tag + "-") and folder != keep and os.stat(folder).st_mtime < time.time() - UNUSED_AFTER_S:
            shutil.rmtree(folder, ignore_errors=True)


def runner(root, out):
    """The path of the runner for this interpreter."""
    compiler = Compiler(root)
    rooms = [os.path.join(root, "harness", room) for room in RUNNER_ROOMS]
    sources = [path for room in rooms for path in files_of(room, ".c")]
    headers = [path for room in [*rooms, os.path.join(root, "workloads")] for path in files_of(room, ".h")]
    if not sources:
        raise Failure(f"{root} does not hold gilscale's sources", 2)
    contents = [part for path in sources + headers for part in (os.path.relpath(path, root), read(path))]
    folder = os.path.join(out, f"{compiler.tag}-{digest([*compiler.identity, *contents])}")
    target = os.path.join(folder, "gilscale-runner")
    if os.path.exists(target):
        os.utime(folder)
        return target

    import tempfile

    with tempfile.TemporaryDirectory(prefix=".making-", dir=out) as scratch:
        made = os.path.join(scratch, "made")
        os.mkdir(made)
        build_runner(compiler, root, sources, made)
        try:
            os.rename(made, folder)
        except OSError:
            if not os.path.exists(target):  # else another run was faster, and its outcome is the same
                raise
    remove_unused(out, compiler.tag, folder)
    return target


def leading_comment(text):
    """The lines of the comment that a C file begins with, without its marks."""
    if text.startswith("/*"):
        lines = text[2:].partition("*/")[0].splitlines()
    else:
        lines = []
        for line in text.splitlines():
            if not line.startswith("//"):
                break
            lines.append(line)
    return [line.strip().lstrip("*/").strip() for line in lines]


def libraries_of(source, text):
    """What the line `libraries: NAME...` of the leading comment names."""
    names = []
    for line in leading_comment(text):
        if line.startswith("libraries:"):
            names += line.partition(":")[2].split()
    for name in names:
        if not re.fullmatch(r"[A-Za-z0-9_+.-]+", name):
            raise Failure(f"{source}: libraries: '{name}' is no library's name; write what comes behind -l", 1)
    return names


def what_is_not_here(said, libraries, texts):
    """A sentence about the library or the system's header that the compiler or the linker did not find, or ''."""
    for name in libraries:
        # The words of GNU ld and gold, lld, mold.
        if re.search(rf"(?:cannot find|unable to find library) -l{re.escape(name)}(?![\w+.-])", said) or re.search(
            rf"library not found: {re.escape(name)}(?![\w+.-])", said
        ):
            return f"needs the library {name}, which is not installed here for compiling (the linker finds no -l{name})"
    header = re.search(r"fatal error: (?:'([^']+)' file not found|([^:\n]+): No such file)", said)
    name = header and (header.group(1) or header.group(2))
    # A header in quotes is a part of the workload: without it, the workload is broken.
    if name and any(re.search(rf"#\s*include\s*<{re.escape(name)}>", text) for text in texts):
        return f"needs the header {name}, which is not installed here"
    return ""


def workload(root, out, source):
    """The path of a C workload for this interpreter."""
    if not os.path.isfile(source):
        raise Failure(f"{source}: there is no such file", 2)
    compiler = Compiler(root)
    contract = files_of(os.path.join(root, "workloads"), ".h")
    # What it may include: headers, and C files whose names begin with _, which are no workloads.
    beside = files_of(os.path.dirname(source), ".h", ".c")
    beside = [path for path in beside if path.endswith(".h") or os.path.basename(path).startswith("_")]
    folder = os.path.join(out, f"{compiler.tag}-{digest([*compiler.identity, *map(read, contract)])}")
    stem = os.path.splitext(os.path.basename(source))[0]
    target = os.path.join(folder, f"{stem}-{digest(map(read, [source, *beside]))}.so")
    if os.path.exists(target):
        os.utime(folder)
        return target

    os.makedirs(folder, exist_ok=True)
    made = f"{target}.{os.getpid()}"
    try:
        texts = [read(path).decode("utf-8", "replace") for path in [source, *beside]]
        libraries = libraries_of(source, texts[0])
        # Positional initialisers of the contract's structs leave out what was added to their ends.
        flags = [*compiler.flags, "-Wno-missing-field-initializers", "-shared", "-fPIC", "-I", os.path.dirname(source)]
        linked = [f"-l{name}" for name in libraries]
        result = compiler.run([*flags, source, *linked, "-lm", "-o", made])
        reason = "" if result[0] else what_is_not_here(result[1], libraries, texts)
        if reason and not any(sign in result[1] for sign in DEBIAN_PACKAGES):
            raise Failure(reason, 3)
        compiler.check([result])
        os.replace(made, target)
    finally:
        if os.path.exists(made):
            os.remove(made)
    return target


def main(arguments):
    options = dict(zip(arguments[::2], arguments[1::2]))
    if len(arguments) % 2 or not {"--root", "--out"} <= options.keys() <= {"--root", "--out", "--workload"}:
        raise Failure("usage: compile.py --root ROOT --out DIR [--workload FILE.c]", 2)
    paths = {name: os.path.abspath(path) for name, path in options.items()}
    try:
        os.makedirs(paths["--out"], exist_ok=True)
    except OSError as error:
        inside = paths["--out"].startswith(os.path.join(paths["--root"], ""))
        remedy = "" if inside else "; GILSCALE_CACHE=DIR names another folder for that"
        raise Failure(f"{error.filename}: {error.strerror}; runners are kept in {paths['--out']}{remedy}", 3)
    if "--workload" in paths:
        print(workload(paths["--root"], paths["--out"], paths["--workload"]))
    else:
        print(runner(paths["--root"], paths["--out"]))


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except (Failure, OSError) as failure:
        print(failure, file=sys.stderr)
        sys.exit(getattr(failure, "status", 3))
