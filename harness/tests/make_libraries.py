"""Libraries for the tests of `gilscale ecosystem`, each with a way of its own, put into a Python's site-packages: run by that Python.

    good       plain Python                          raising    raises, with a message that is Markdown, HTML and a terminal's escapes
    crashing   SIGSEGV as it is imported             hanging    never comes back
    exiting    leaves the interpreter                unsafe     a compiled module without the slot that says it is safe without a GIL
    lazy       imports its unsafe module when it is needed    racy       imports, and not from two threads at once
    late       crashes as Python ends                Good_Name  a distribution whose module has another name (goodmodule)
"""

import os
import subprocess
import sys
import sysconfig

UNSAFE = """#include <Python.h>
static struct PyModuleDef def = {PyModuleDef_HEAD_INIT, "%(name)s", NULL, 0, NULL};
PyMODINIT_FUNC PyInit_%(name)s(void) { return PyModuleDef_Init(&def); }
"""

RACY = """import threading, time
counts = {}
if "there" in globals():
    raise ImportError("twice")
time.sleep(0.05)
if threading.active_count() > 2:
    raise ImportError("racy was imported beside another thread")
"""

PLAIN = {
    "good": "VALUE = 1\n",
    "raising": "raise ImportError('a|b <b>*bold*</b> \\x1b[31m`code` $(id) @all')\n",
    "crashing": "import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)\n",
    "hanging": "import time\nprint('x' * 100_000)\nwhile True:\n    time.sleep(1)\n",
    "exiting": "import os\nos._exit(7)\n",
    "late": "import atexit, os, signal\natexit.register(os.kill, os.getpid(), signal.SIGABRT)\n",
    "racy": RACY,
    "goodmodule": "VALUE = 2\n",
}


def distribution(folder, name, files):
    info = os.path.join(folder, "%s-1.0.dist-info" % name)
    os.makedirs(info)
    with open(os.path.join(info, "METADATA"), "w") as file:
        file.write("Metadata-Version: 2.1\nName: %s\nVersion: 1.0\n" % name)
    with open(os.path.join(info, "RECORD"), "w") as file:
        file.writelines("%s,,\n" % path for path in files)


def compiled(folder, package, name):
    path = package + name + sysconfig.get_config_var("EXT_SUFFIX")
    include = sysconfig.get_path("include")
    subprocess.run(
        [os.environ.get("CC", "cc"), "-shared", "-fPIC", "-I" + include, "-x", "c", "-", "-o", os.path.join(folder, path)],
        input=(UNSAFE % {"name": name}).encode(),
        check=True,
    )
    return path


def main():
    folder = sysconfig.get_path("purelib")
    for name, text in PLAIN.items():
        with open(os.path.join(folder, name + ".py"), "w") as file:
            file.write(text)
        distribution(folder, "Good_Name" if name == "goodmodule" else name, [name + ".py"])
    distribution(folder, "unsafe", [compiled(folder, "", "unsafe")])
    os.mkdir(os.path.join(folder, "lazy"))
    open(os.path.join(folder, "lazy", "__init__.py"), "w").close()
    distribution(folder, "lazy", ["lazy/__init__.py", compiled(folder, "lazy/", "fast")])


if __name__ == "__main__":
    sys.exit(main())
