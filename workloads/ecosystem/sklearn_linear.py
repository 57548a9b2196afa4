"""scikit-learn's linear model behind a scaler, a pipeline that all workers share.

Mechanism: mostly Python, which checks the input at each step and looks up the pipeline's settings; a scaled copy and one product with a vector,
for which NumPy lets go of a GIL. Flat with a GIL, as the native part is small; without one it should scale with the cores, less the reference
counts of the model's parts, which all workers touch. The phases tell rows to array, the prediction, and answers to list apart. The model was
fitted to a formula without noise, so each answer is known, to 1e-9.
Claims C8 and C26.
library: scikit-learn
op: one batch of `rows` rows, from Python's numbers to Python's numbers.
"""

import numpy as np
from sklearn.linear_model import LinearRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

PARAMETERS = {"rows": {"default": 100, "low": 1, "high": 1_000_000, "unit": "rows", "help": "rows in a batch"}}

PHASES = ("prepare", "native", "result")

WEIGHTS = 2.0, -1.0, 0.5, 3.0, -0.25, 1.5


def make_rows(count):
    return [[number * prime % 1009 / 1009 for prime in (3, 7, 11, 13, 17, 19)] for number in range(count)]


def answers_of(rows):
    return [7.0 + sum(weight * x for weight, x in zip(WEIGHTS, row)) for row in rows]


def setup(cell):
    rows = make_rows(500)
    return make_pipeline(StandardScaler(), LinearRegression()).fit(rows, answers_of(rows))


class State:
    def __init__(self, model, rows, phase):
        self.model, self.rows, self.phase = model, rows, phase
        self.answers = answers_of(rows)


def begin(cell, index):
    return State(cell.shared, make_rows(cell.parameters["rows"]), cell.phase)


def run(n, state):
    phase = state.phase
    right = 0
    for _ in range(n):
        phase(0)
        rows = np.array(state.rows)
        phase(1)
        answers = state.model.predict(rows)
        phase(2)
        right += all(abs(x - y) < 1e-9 for x, y in zip(answers.tolist(), state.answers, strict=True))
    return right


def check(cell):
    return cell.total == sum(cell.ops)
