"""What cython_nogil and cython_held have in common: a loop that Cython and the C compiler make an extension of.

That takes seconds, so the extension is kept in gilscale's cache, one for each build, source and Cython. Another process does it: what is
measured has nothing of Cython's compiler in its memory.
"""

import hashlib
import importlib.machinery
import importlib.metadata
import importlib.util
import os
import pathlib
import shlex
import shutil
import subprocess
import sys
import sysconfig
import tempfile

import Cython

from _integral import PARAMETERS, begin, check, run

NAME = "gilscale_integral"

SOURCE = """# cython: language_level=3, cdivision=True, freethreading_compatible=True
cdef double midpoint(double start, double end, long long steps) noexcept nogil:
    cdef double width = (end - start) / steps, total = 0, x
    cdef long long i
    for i in range(steps):
        x = start + (i + 0.5) * width
        total += x * x - x
    return total * width

def integrate_nogil(double start, double end, long long steps):
    cdef double total
    with nogil:
        total = midpoint(start, end, steps)
    return total

def integrate_held(double start, double end, long long steps):
    return midpoint(start, end, steps)
"""


def compiler():
    """The one that this Python was made with, or what the system calls the C compiler."""
    for command in (sysconfig.get_config_var("CC") or "cc", "cc"):
        words = shlex.split(command)
        if words and shutil.which(words[0]):
            return words
    raise NotImplementedError("there is no C compiler here, which Cython needs")


def cached_file():
    folder = os.environ.get("GILSCALE_CACHE") or os.path.join(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"), "gilscale")
    made_of = SOURCE, importlib.metadata.version("cython"), sys.version, shlex.join(compiler())
    key = hashlib.sha256("\0".join(made_of).encode()).hexdigest()[:16]
    return pathlib.Path(folder, "cython", f"{NAME}-{key}{sysconfig.get_config_var('EXT_SUFFIX')}")


def tell(command):
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{shlex.join(command)}: {done.stderr.strip() or done.stdout.strip()}")


def build(file):
    include = sysconfig.get_path("include")
    if not os.path.exists(os.path.join(include, "Python.h")):
        raise NotImplementedError(f"there is no Python.h in {include}, which Cython needs")
    file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=file.parent) as folder:
        source, extension = pathlib.Path(folder, f"{NAME}.pyx"), pathlib.Path(folder, "made.so")
        source.write_text(SOURCE)
        tell([sys.executable, "-I", "-m", "cython", "-3", str(source)])
        tell([*compiler(), "-O2", "-fPIC", "-shared", f"-I{include}", str(source.with_suffix(".c")), "-o", str(extension)])
        os.replace(extension, file)  # whole, or not there: workers may do this at the same time


def load():
    file = cached_file()
    if not file.exists():
        build(file)
    loader = importlib.machinery.ExtensionFileLoader(NAME, str(file))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(NAME, loader))
    loader.exec_module(module)
    return module
