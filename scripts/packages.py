"""The packages that the interpreter which runs this file can import from, as NAME==VERSION, one a line, sorted.

Run as `PYTHON -I packages.py`. Only what is installed is asked, not what a lock file says; of a package that is there twice, the one that would
be imported. The syntax stays that of Python 3.8.
"""

import importlib.metadata
import re


def packages():
    """{normalised name: version}, as PEP 503 compares names."""
    found = {}
    for distribution in importlib.metadata.distributions():
        name, version = distribution.metadata["Name"], distribution.version
        if name and version:
            found.setdefault(re.sub(r"[-_.]+", "-", name).lower(), version)
    return found


def main():
    for name, version in sorted(packages().items()):
        print("%s==%s" % (" ".join(name.split()), " ".join(version.split())))


if __name__ == "__main__":
    main()
