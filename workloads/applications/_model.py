"""A small model: one dense layer and a ReLU over lists of floats that are whole numbers, so that sums are exact in any order."""

SIZE = 16  # inputs, and outputs
INPUTS = 4  # different inputs, taken in turn


class Model:
    def __init__(self):
        self.weights = [[float((i * 7 + j * 3) % 11 - 5) for j in range(SIZE)] for i in range(SIZE)]
        self.biases = [float(i % 3 - 1) for i in range(SIZE)]


def make_inputs():
    return [[float((k * 5 + j) % 7 - 3) for j in range(SIZE)] for k in range(INPUTS)]


def forward(model, inputs, outputs):
    """Writes the outputs into a buffer that is there already; returns their sum."""
    total = 0.0
    for i, (row, value) in enumerate(zip(model.weights, model.biases)):
        for weight, x in zip(row, inputs):
            value += weight * x
        outputs[i] = value = value if value > 0.0 else 0.0
        total += value
    return total


def expected_outputs():
    """For each of the inputs, the outputs in whole numbers, worked out by the formula."""
    outputs = []
    for k in range(INPUTS):
        sums = [i % 3 - 1 + sum(((i * 7 + j * 3) % 11 - 5) * ((k * 5 + j) % 7 - 3) for j in range(SIZE)) for i in range(SIZE)]
        outputs.append([max(0, value) for value in sums])
    return outputs


class Server:
    """A worker with a model, inputs and a buffer of outputs, each its own or others' too."""

    def __init__(self, model):
        self.model = model
        self.inputs = make_inputs()
        self.outputs = [0.0] * SIZE
        self.next = 0

    def serve(self, n):
        model, inputs, outputs, k = self.model, self.inputs, self.outputs, self.next
        total = 0
        for _ in range(n):
            total += int(forward(model, inputs[k], outputs))
            k = (k + 1) % INPUTS
        self.next = k
        return total


def expected_total(ops):
    """Of a server that has served so many."""
    sums = [sum(outputs) for outputs in expected_outputs()]
    rounds, rest = divmod(ops, INPUTS)
    return rounds * sum(sums) + sum(sums[:rest])
