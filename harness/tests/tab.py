"""Presses the tab key in a real shell on a pseudo-terminal, and prints what the terminal then shows.

    tab.py SETUP TYPED SHELL...      SETUP: commands for the shell; TYPED: what is typed before the key
"""

import os
import pty
import re
import select
import sys
import time


def read_until(fd, done, seconds):
    """All that comes until `done` says so."""
    text, end = "", time.monotonic() + seconds
    while not done(text) and time.monotonic() < end:
        if select.select([fd], [], [], 0.05)[0]:
            try:
                text += os.read(fd, 65536).decode("utf-8", "replace")
            except OSError:
                break
    return text


def quiet(fd, seconds):
    """All that comes until nothing has come for so long."""
    text = ""
    while select.select([fd], [], [], seconds)[0]:
        try:
            text += os.read(fd, 65536).decode("utf-8", "replace")
        except OSError:
            break
    return text


def main():
    setup, typed, *shell = sys.argv[1:]
    pid, fd = pty.fork()
    if pid == 0:
        os.environ["TERM"] = "dumb"
        os.execvp(shell[0], shell)
    os.write(fd, f"{setup}\necho RE''ADY\n".encode())
    if "READY" not in read_until(fd, lambda text: "READY" in text, 20):
        sys.exit("the shell does not come up")
    quiet(fd, 0.2)
    os.write(fd, typed.encode() + b"\t")
    shown = read_until(fd, lambda text: len(text) > len(typed), 5) + quiet(fd, 0.3)
    os.write(fd, b"\x15")  # the line is not run
    os.close(fd)
    print(re.sub(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b[=>]|[\a\r]|.\x08", "", shown))


main()
