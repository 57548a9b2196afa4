"""What a person sees of a run in a terminal: drives tmux, looks at its screen again and again, and says what is wrong with it.

    python -I terminal.py SOCKET screens OUT COMMAND   # runs COMMAND at 80x24, resizes meanwhile; OUT gets the bytes that it wrote
    python -I terminal.py SOCKET keys COMMAND WHEN KEY...   # runs COMMAND, sends the keys once a screen matches WHEN; looks what stays
    python -I terminal.py SOCKET bytes OUT COMMAND          # runs COMMAND at 20x10; OUT gets the bytes that it wrote

A screen of a running command is right when our lines stand together below everything else, each once and whole, and nothing of them is
anywhere else. Prints the last screen with its history; leaves with 1 and a sentence when something is wrong.
"""

import re
import subprocess
import sys
import time

PROMPT = "$ "
WAIT = 120  # seconds, for a busy machine

# Our lines, in their order. On narrow terminals some are short or missing; the sizes of this test have them all.
HEADING = re.compile(r"(compiling|calibrating|pilot \d+ of \d+|block \d+ of \d+)  (\[#*\.*\]  )?\d+ %  \S.* (gone|left)$")
NOW = re.compile(r"now     \S.* (workers?|on \S+)$|now     \S+( \(\S+\))? (for|on) \S+$|now     the runner for \S+$")
SO_FAR = re.compile(r"so far  \S.*: \S+( [kMG])?( ops/s)? \(.*\)(, \d+\.\d\dx( \(.*\))?)?$")
COUNTS = re.compile(r"\d+ (failed|disturbed|warnings?)(, \d+ (failed|disturbed|warnings?))*$")
# What only our lines have, whole or not.
TRACE = re.compile(r"^now  |^so far|\d(s|m| s) (gone|left)|\[#*\.+\]|\[#+\.*\]|^\d+ (failed|disturbed|warnings?)\b")


class Wrong(Exception):
    pass


class Terminal:
    def __init__(self, socket, columns, rows):
        self.socket = socket
        self.tmux("-f", "/dev/null", "new-session", "-d", "-x", str(columns), "-y", str(rows),
                  f"PS1='{PROMPT}' exec bash --norc --noprofile")
        self.wait_for(lambda screen: screen.startswith(PROMPT.rstrip()), "a shell")

    def tmux(self, *arguments):
        return subprocess.run(["tmux", "-L", self.socket, *arguments], check=True, capture_output=True, text=True).stdout

    def screen(self):
        return self.tmux("capture-pane", "-p").rstrip("\n")

    def everything(self):
        """With what has scrolled away, and lines that the terminal broke in one piece."""
        return self.tmux("capture-pane", "-p", "-J", "-S", "-").rstrip("\n")

    def type(self, line):
        self.tmux("send-keys", "-l", line)
        self.tmux("send-keys", "Enter")

    def press(self, key):
        self.tmux("send-keys", key)

    def resize(self, columns, rows):
        self.tmux("resize-window", "-x", str(columns), "-y", str(rows))

    def wait_for(self, condition, what, unless=None):
        end = time.monotonic() + WAIT
        while not condition(screen := self.screen()):
            if time.monotonic() > end or (unless and unless(screen)):
                raise Wrong(f"waited for {what} in vain; the screen has\n{screen}")
            time.sleep(0.05)
        return screen

    def close(self):
        subprocess.run(["tmux", "-L", self.socket, "kill-server"], check=False, capture_output=True)


def is_over(screen):
    """The shell's prompt is back, on the last line, and it is not the one that the command was typed at."""
    return screen.split("\n")[-1].rstrip() == PROMPT.rstrip() and screen.count("\n") > 0


def fault(screen):
    """What is wrong with the screen of a command that runs, or None."""
    lines = screen.split("\n")
    headings = [i for i, line in enumerate(lines) if HEADING.search(line)]
    if len(headings) > 1:
        return "two headings"
    first = headings[0] if headings else len(lines)
    for line in lines[:first]:
        if TRACE.search(line):
            return f"a fragment above our lines: {line!r}"
    below = [line.rstrip() for line in lines[first + 1 :]]
    for pattern in NOW, SO_FAR, COUNTS:
        if below and pattern.search(below[0]):
            below.pop(0)
    if any(below):
        return f"not a line of ours, or at the wrong place: {next(line for line in below if line)!r}"
    return None


def watch(terminal, state):
    """One look. After a resize the terminal itself breaks our lines anew, until we have written them again."""
    screen = terminal.screen()
    if is_over(screen):
        return False
    what = fault(screen)
    if what is None:
        state["kinds"] |= {kind for kind in ("compiling", "calibrating", "pilot", "block", "now ", "so far") if f"\n{kind}" in "\n" + screen}
    elif state["resized"] is None or time.monotonic() - state["resized"] > 5:
        raise Wrong(f"{what}; the screen has\n{screen}")
    return True


def screens(terminal, out, command):
    state = {"resized": None, "kinds": set()}
    sizes = [(50, 15), (64, 8), (100, 30), (80, 24)]
    terminal.tmux("pipe-pane", "-o", f"cat >{out}")
    terminal.type(command)
    terminal.wait_for(lambda screen: "block" in screen or is_over(screen), "the first block")
    at_size = 0
    while watch(terminal, state):
        at_size += 1
        if at_size >= 10 and sizes:
            columns, rows = sizes.pop(0)
            terminal.resize(columns, rows)
            state["resized"], at_size = time.monotonic(), 0
        time.sleep(0.03)
    if sizes:
        raise Wrong(f"the command was over before all sizes were tried: {sizes} are left")
    if missing := {"block", "now ", "so far"} - state["kinds"]:
        raise Wrong(f"never seen: {missing}")


def record(terminal, out, command):
    terminal.tmux("pipe-pane", "-o", f"cat >{out}")
    terminal.type(command)
    terminal.wait_for(lambda screen: not is_over(screen), "the command")


def keys(terminal, command, when, *to_press):
    """The first when a screen matches `when`, each other one when the prompt is back."""
    terminal.type(command)
    terminal.wait_for(re.compile(when, re.M).search, when, unless=is_over)
    for key in to_press:
        terminal.press(key)
        if key == "C-z":
            screen = terminal.wait_for(is_over, "the prompt after Ctrl-Z")
            if any(map(TRACE.search, screen.split("\n"))):
                raise Wrong(f"left behind by Ctrl-Z; the screen has\n{screen}")
            terminal.type("fg")
            terminal.wait_for(re.compile(when, re.M).search, f"{when}, again after fg")
    terminal.wait_for(is_over, "the prompt")
    terminal.type("stty -a | tr ' ;' '\\n\\n' | grep -cxE 'echo|icanon|isig|opost|onlcr|icrnl'")
    terminal.wait_for(lambda screen: "\n6\n" in screen, "a terminal as it was before")


def main(socket, verb, *arguments):
    terminal = Terminal(socket, *((20, 10) if verb == "bytes" else (80, 24)))
    try:
        {"screens": screens, "keys": keys, "bytes": record}[verb](terminal, *arguments)
        terminal.wait_for(is_over, "the prompt")
        everything = terminal.everything()
        print(everything)
        for line in everything.split("\n"):
            if TRACE.search(line):
                raise Wrong(f"left behind: {line!r}")
    finally:
        terminal.close()


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except Wrong as wrong:
        sys.exit(f"wrong: {wrong}")
