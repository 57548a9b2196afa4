"""What is computed by the loops that numba_* and cython_* compile: integrals of x^2 - x by the midpoint rule.

Each op takes another interval, [k, k + 2]. Of a parabola the rule's own error is known, too: so a sum is compared with a formula that has no
loop.
"""

PARAMETERS = {"steps": {"default": 20_000, "low": 1, "high": 1_000_000_000, "unit": "steps", "help": "steps of an integral"}}

KINDS, LENGTH = 16, 2.0


def midpoint_formula(start, steps):
    def antiderivative(x):
        return x**3 / 3 - x**2 / 2

    return antiderivative(start + LENGTH) - antiderivative(start) - (LENGTH / steps) ** 2 / 12 * LENGTH


class State:
    def __init__(self, integrate, steps):
        self.integrate, self.steps = integrate, steps
        self.formulas = [midpoint_formula(float(kind), steps) for kind in range(KINDS)]
        self.kind = 0


def begin(cell, index):
    return State(cell.shared, cell.parameters["steps"])


def run(n, state):
    integrate, steps, formulas, kind = state.integrate, state.steps, state.formulas, state.kind
    right = 0
    for _ in range(n):
        right += abs(integrate(float(kind), kind + LENGTH, steps) - formulas[kind]) < 1e-6
        kind = (kind + 1) % KINDS
    state.kind = kind
    return right


def check(cell):
    return cell.total == sum(cell.ops)
