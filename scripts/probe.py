"""What the interpreter that runs this file is, and what embedding it takes: one key=value a line.

Run as `PYTHON -I probe.py`. Nothing is concluded from file names: the interpreter answers for itself, and every path
that is printed has been seen on the disk. Old, foreign and incomplete interpreters answer as well; their `problem`
says why they cannot be used. So the syntax here stays that of Python 3.6.
"""

import os
import sys
import sysconfig

OLDEST = (3, 11)
NEWEST_TESTED = (3, 15)

# "3.13t": what the names of this interpreter's files carry.
SHORT = "%d.%d%s" % (sys.version_info[0], sys.version_info[1], getattr(sys, "abiflags", ""))


def first_file(paths):
    """The first of these paths that is a file, or ''."""
    for path in paths:
        if os.path.isfile(path):
            return path
    return ""


def variable(name):
    return str(sysconfig.get_config_var(name) or "")


def find_library():
    """(link, path) of the libpython that belongs to this interpreter, ('', '') if there is none.

    The paths in sysconfig are those of the machine that built it. A relocated build (python-build-standalone is
    configured for /install) has its library under sys.base_prefix, so that comes first; Debian's is in LIBDIR.
    """
    folders = [os.path.join(sys.base_prefix, "lib"), os.path.join(sys.base_prefix, "lib64"), variable("LIBDIR")]
    configs = [os.path.join(folder, "python" + SHORT, os.path.basename(variable("LIBPL"))) for folder in folders]
    is_shared = bool(sysconfig.get_config_var("Py_ENABLE_SHARED"))

    names = [variable("INSTSONAME")] if is_shared else []
    names += ["libpython%s.so.1.0" % SHORT, "libpython%s.so" % SHORT]
    shared = first_file(os.path.join(folder, name) for name in names for folder in folders)
    archive = variable("LIBRARY") or "libpython%s.a" % SHORT
    static = first_file(os.path.join(folder, archive) for folder in configs + [variable("LIBPL")] + folders)

    # A build may have installed both. The first choice is what its own executable runs.
    order = [("shared", shared), ("static", static)]
    for link, path in order if is_shared else reversed(order):
        if path:
            return link, os.path.realpath(path)
    return "", ""


def find_include():
    """The folder of this interpreter's own Python.h, or ''."""
    folders = [sysconfig.get_path("include", "posix_prefix"), variable("INCLUDEPY")]
    return os.path.dirname(first_file(os.path.join(folder, "Python.h") for folder in folders))


def find_problem(found):
    """Why a program cannot embed this interpreter, or ''."""
    if sys.version_info < OLDEST:
        return "older than %d.%d" % OLDEST
    # The distribution's own interpreter has its headers in a package apart; any other build lost them.
    remedy = "install it again with its headers and library"
    if sys.base_prefix == "/usr":
        remedy = "install libpython%d.%d-dev" % sys.version_info[:2]
    if not found["include"]:
        return "no Python.h: %s" % remedy
    if not found["libpython"]:
        return "no libpython to link to: %s" % remedy
    return ""


def probe():
    """All that is known, in the order in which it is printed."""
    found = {
        "implementation": sys.implementation.name,
        "version": sys.version.split()[0],
        "version_hex": "0x%08x" % sys.hexversion,
        "executable": sys.executable,
        "prefix": sys.prefix,
        "base_prefix": sys.base_prefix,
        "debug": int(hasattr(sys, "gettotalrefcount")),
        "compiler": sys.version.partition("[")[2].rpartition("]")[0],
    }
    if found["implementation"] != "cpython":
        found["problem"] = "it is %s, not CPython" % found["implementation"]
        return found
    try:
        config_args = variable("CONFIG_ARGS")
    except ImportError as error:
        found["problem"] = "its standard library is incomplete: %s" % error
        return found
    found["ft"] = int(bool(sysconfig.get_config_var("Py_GIL_DISABLED")))
    found["pgo"] = int("--enable-optimizations" in config_args)
    found["lto"] = int("--with-lto" in config_args and "--with-lto=no" not in config_args)
    found["link"], found["libpython"] = find_library()
    found["include"] = find_include()
    found["config_args"] = config_args
    found["cc"] = variable("CC")
    found["problem"] = find_problem(found)
    if sys.version_info[:2] > NEWEST_TESTED:
        found["warning"] = "newer than %d.%d, the newest that gilscale was tested with" % NEWEST_TESTED
    return found


def main():
    for key, value in probe().items():
        print("%s=%s" % (key, " ".join(str(value).split())))


if __name__ == "__main__":
    main()
