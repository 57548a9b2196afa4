"""scikit-learn's random forest: rows classified by a model that all workers share.

Mechanism: the checks of the input, in Python; then tree after tree in Cython without the GIL, the votes of each added up under a lock of
Python's; `n_jobs=1`, so that the worker's own thread does it all. The model is only read. With a GIL it should gain what the trees take
(scikit-learn/scikit-learn#20666); without one it should scale with the cores, less the reference counts of the model's parts, which all workers
touch. The phases tell rows to array, the prediction, and labels to list apart. The trees were grown on these very rows until they have them by
heart, so that each label is known.
Claims C8 and C26.
library: scikit-learn
op: one batch of `rows` rows, from Python's numbers to Python's labels.
"""

import numpy as np
from sklearn.ensemble import RandomForestClassifier

PARAMETERS = {
    "rows": {"default": 500, "low": 1, "high": 100_000, "unit": "rows", "help": "rows in a batch"},
    "trees": {"default": 10, "low": 1, "high": 1000, "unit": "trees", "help": "trees of the forest"},
}

PHASES = ("prepare", "native", "result")

FEATURES, LABELS = 8, 5


def make_rows(count):
    return [[number * prime % 1009 / 1009 for prime in (3, 7, 11, 13, 17, 19, 23, 29)] for number in range(count)]


def make_labels(count):
    return [number * number % 97 % LABELS for number in range(count)]


def setup(cell):
    count = cell.parameters["rows"]
    # Rows repeat after 1009, so the labels of those that do must, too.
    rows, labels = make_rows(min(count, 1009)), make_labels(min(count, 1009))
    forest = RandomForestClassifier(cell.parameters["trees"], bootstrap=False, random_state=0, n_jobs=1)
    return forest.fit(rows, labels)


class State:
    def __init__(self, forest, count, phase):
        self.forest, self.phase = forest, phase
        self.rows = make_rows(count)
        self.labels = (make_labels(min(count, 1009)) * (count // 1009 + 1))[:count]


def begin(cell, index):
    return State(cell.shared, cell.parameters["rows"], cell.phase)


def run(n, state):
    phase = state.phase
    right = 0
    for _ in range(n):
        phase(0)
        rows = np.array(state.rows, dtype=np.float32)
        phase(1)
        labels = state.forest.predict(rows)
        phase(2)
        right += labels.tolist() == state.labels
    return right


def check(cell):
    return cell.total == sum(cell.ops)
