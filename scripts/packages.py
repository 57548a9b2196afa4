"""The packages that the interpreter which runs this file can import from, as NAME==VERSION, one a line, sorted.

Run as `PYTHON -I packages.py`. Only what is installed is asked, not what a lock file says; of a package that is there twice, the one that would
be imported. The syntax stays that of Python 3.8.
"""

import os
import re
import sys

# How the names of a package's own record end, or of what it is packed in, where importlib.metadata looks.
RECORDS = (".dist-info", "egg-info", ".egg")


def may_be_any():
    """Whether there is a reason to look: most builds have no package, and importlib.metadata takes longer to import than all else here."""
    for folder in sys.path:
        try:
            names = os.listdir(folder)
        except NotADirectoryError:  # an archive
            return True
        except OSError:  # not there, or not ours to read: importlib.metadata finds nothing in it either
            continue
        if any(name.lower().endswith(RECORDS) for name in names):
            return True
    return False


def packages():
    """{normalised name: version}, as PEP 503 compares names."""
    if not may_be_any():
        return {}
    import importlib.metadata

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
