"""A chain of dense layers with ReLU whose answers are known to the last bit, for the workloads of inference: requests of Python's, one native call
for each, and its results taken back into Python.

Each output of a layer is the difference of two of its inputs and a bias, small whole numbers all of them: exact in single precision in whatever order
a library adds, and foretold without a matrix product. The weights stand in full matrices, so the work is that of any dense layer.
"""

import random

import numpy

PHASES = ("prepare", "native", "result")
PREPARE, NATIVE, RESULT = range(3)

PARAMETERS = {
    "size": {"default": 256, "low": 8, "high": 4096, "unit": "numbers", "help": "inputs and outputs of each layer"},
    "layers": {"default": 4, "low": 1, "high": 64, "unit": "layers", "help": "matrix product, bias and ReLU, one after the other"},
    "batch": {"default": 16, "low": 1, "high": 1024, "unit": "rows", "help": "rows of one request"},
    "input": {"default": "lists", "choices": ["lists", "array"], "help": "lists of Python's floats, made an array for each op; or that array, once"},
}

KINDS = 4  # of requests, so that an answer to another one is wrong


class Layer:
    """Output j is max(0, input[plus[j]] - input[minus[j]] + bias[j])."""

    def __init__(self, size, source):
        self.plus = source.sample(range(size), size)
        self.minus = self.plus[1:] + self.plus[:1]
        self.bias = [source.randrange(4) for _ in range(size)]

    def matrix(self):
        """Rows are inputs, columns are outputs."""
        size = len(self.bias)
        matrix = numpy.zeros((size, size), dtype=numpy.float32)
        matrix[self.plus, range(size)] = 1
        matrix[self.minus, range(size)] = -1
        return matrix

    def bias_array(self):
        return numpy.array(self.bias, dtype=numpy.float32)

    def apply(self, row):
        return [max(0, row[plus] - row[minus] + bias) for plus, minus, bias in zip(self.plus, self.minus, self.bias)]


def make_layers(parameters):
    source = random.Random(24)
    return [Layer(parameters["size"], source) for _ in range(parameters["layers"])]


class Client:
    """One worker: its requests, their answers, and the call that answers them, which takes and returns an array."""

    def __init__(self, cell, layers, call):
        source = random.Random(7)
        size, batch = cell.parameters["size"], cell.parameters["batch"]
        self.phase = cell.phase
        self.call = call
        self.requests, self.outputs, self.answers = [], [], []
        for _ in range(KINDS):
            rows = [[float(source.randrange(8)) for _ in range(size)] for _ in range(batch)]
            outputs = rows
            for layer in layers:
                outputs = [layer.apply(row) for row in outputs]
            self.requests.append(rows if cell.parameters["input"] == "lists" else numpy.array(rows, dtype=numpy.float32))
            self.outputs.append(outputs)
            self.answers.append([(row.index(max(row)), max(row)) for row in outputs])
        self.next = 0
        self.last = None


def run(n, client):
    phase, call, requests, answers, kind = client.phase, client.call, client.requests, client.answers, client.next
    right = 0
    for _ in range(n):
        kind = (kind + 1) % KINDS
        phase(PREPARE)
        rows = numpy.asarray(requests[kind], dtype=numpy.float32)
        phase(NATIVE)
        outputs = call(rows)
        phase(RESULT)
        right += list(zip(outputs.argmax(axis=1).tolist(), outputs.max(axis=1).tolist())) == answers[kind]
        client.last = outputs
    client.next = kind
    return right


def check(cell):
    for client in cell.states:
        assert client.last is not None and client.last.tolist() == client.outputs[client.next], "the last outputs are not those of the last request"
    return cell.total == sum(cell.ops)
