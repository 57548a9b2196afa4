"""Wheels for the tests of environments: `make_wheels.py FOLDER cp313`. Standard library only; a wheel is a zip.

    tiny 1.0, 2.0   for the GIL and the free-threaded build of that version
    tiny 3.0        for the GIL build only
    gilonly 1.0     for the GIL build only
    needy 1.0       plain Python, needs gilonly
"""

import base64
import hashlib
import os
import sys
import sysconfig
import zipfile


def record_line(path, content):
    digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
    return "%s,sha256=%s,%d\n" % (path, digest, len(content))


def make(folder, name, version, tags, needs=""):
    info = "%s-%s.dist-info" % (name, version)
    files = {
        "%s.py" % name: "VERSION = '%s'\n" % version,
        "%s/METADATA" % info: "Metadata-Version: 2.1\nName: %s\nVersion: %s\n%s" % (name, version, needs),
        "%s/WHEEL" % info: "Wheel-Version: 1.0\nGenerator: make_wheels\nRoot-Is-Purelib: false\nTag: %s\n" % tags,
    }
    record = "".join(record_line(path, text.encode()) for path, text in files.items())
    files["%s/RECORD" % info] = record + "%s/RECORD,,\n" % info
    with zipfile.ZipFile(os.path.join(folder, "%s-%s-%s.whl" % (name, version, tags)), "w") as wheel:
        for path, text in files.items():
            wheel.writestr(zipfile.ZipInfo(path), text)


def main(folder, python):
    platform = sysconfig.get_platform().replace("-", "_").replace(".", "_")
    gil, ft = ("%s-%s-%s" % (python, abi, platform) for abi in (python, python + "t"))
    for version in "1.0", "2.0":
        make(folder, "tiny", version, gil)
        make(folder, "tiny", version, ft)
    make(folder, "tiny", "3.0", gil)
    make(folder, "gilonly", "1.0", gil)
    make(folder, "needy", "1.0", "py3-none-any", "Requires-Dist: gilonly\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
