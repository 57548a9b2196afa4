"""Words counted over many texts, the work that dask's author found the GIL to hurt most.

Mechanism: strings split into lower-case words, and one dictionary of counts a worker. The texts are in memory, or in files of the worker's own
(`source=files`), whose reading lets go of a GIL, whose decoding and counting do not.
Flat with a GIL from either source. Free-threaded it should scale with the cores. With processes it scales on either build, and that was the advice.
Claim C30.
op: one text of `words` words counted; of eight in turn.
"""

import os
import shutil
import tempfile

from _words import make_text, make_words

PARAMETERS = {
    "words": {"default": 2000, "low": 1, "high": 50000, "unit": "words", "help": "words of a text"},
    "source": {"default": "memory", "choices": ["memory", "files"], "help": "where the texts are"},
}

TEXTS = 8


class State:
    def __init__(self, words, source):
        self.counts = {}
        self.next = 0
        self.folder = tempfile.mkdtemp(prefix="gilscale-words-") if source == "files" else None
        self.texts = [make_text(words, seed).title() for seed in range(TEXTS)]
        if self.folder:
            self.texts = [self.save(number, text) for number, text in enumerate(self.texts)]

    def save(self, number, text):
        path = os.path.join(self.folder, f"{number}.txt")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path


def count(text, counts):
    words = text.lower().split()
    for word in words:
        word = word.strip(".,")
        counts[word] = counts.get(word, 0) + 1
    return len(words)


def begin(cell, index):
    return State(cell.parameters["words"], cell.parameters["source"])


def run(n, state):
    total = 0
    for _ in range(n):
        text = state.texts[state.next]
        if state.folder:
            with open(text, encoding="utf-8") as file:
                text = file.read()
        total += count(text, state.counts)
        state.next = (state.next + 1) % TEXTS
    return total


def check(cell):
    for state in cell.states:
        if state.folder:
            shutil.rmtree(state.folder)
    words = cell.parameters["words"]
    texts = [make_words(words, seed) for seed in range(TEXTS)]
    for state, ops in zip(cell.states, cell.ops):
        expected = {}
        for number, text in enumerate(texts):
            times = ops // TEXTS + (number < ops % TEXTS)
            for word in text if times else ():
                expected[word] = expected.get(word, 0) + times
        assert state.counts == expected, "not the words that were in the texts"
    return cell.total == words * sum(cell.ops)
