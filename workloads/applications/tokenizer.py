"""Python source cut into tokens with the library's `tokenize`.

Mechanism: a generator that yields a named tuple for every token; up to 3.11 regular expressions in Python, from 3.12 on the C tokenizer.
Source and tokens are private to a worker.
Flat with a GIL. Free-threaded it should scale with the cores; what the module shares are patterns and classes.
Claim C1.
op: the source of `functions` functions and as many classes tokenised, and its names counted.
"""

import io
import tokenize

from _sources import FUNCTION, make_source

PARAMETERS = {"functions": {"default": 3, "low": 1, "high": 50, "unit": "functions", "help": "functions in the source"}}


def count_names(source):
    """1000 for every word, 1 for every letter of one."""
    total = 0
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.NAME:
            total += 1000 + len(token.string)
    return total


def begin(cell, index):
    return make_source(cell.parameters["functions"])


def run(n, source):
    total = 0
    for _ in range(n):
        total += count_names(source)
    return total


def check(cell):
    functions = cell.parameters["functions"]
    source = make_source(functions)
    words, word, quoted = 0, "", False  # by hand: strings have no escapes in this source, and numbers no letters
    for letter in source.replace('"""', '"'):
        if letter == '"':
            quoted = not quoted
        if not quoted and (letter.isalnum() or letter == "_"):
            word += letter
            continue
        if word and not word[0].isdigit():
            words += 1000 + len(word)
        word = ""
    assert FUNCTION.count("for") == 3 and words > 60_000
    return cell.total == words * sum(cell.ops)
