"""The bytes of an ONNX model, without the package that usually makes them: protocol buffers are numbers and lengths, one after the other.

Field numbers are those of onnx.proto: a ModelProto has an IR version, a graph, and the version of the operators' set; a graph has nodes, initial
values (the weights), inputs and outputs.
"""

FLOAT = 1  # TensorProto.DataType


def varint(number):
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    return bytes(out) + bytes([number])


def field(number, value):
    """A whole number, or a text, or bytes: those of a message too."""
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    data = value.encode() if isinstance(value, str) else value
    return varint(number << 3 | 2) + varint(len(data)) + data


def tensor(name, array):
    dimensions = b"".join(field(1, size) for size in array.shape)
    return dimensions + field(2, FLOAT) + field(8, name) + field(9, array.astype("<f4").tobytes())


def node(operator, inputs, output):
    return b"".join(field(1, name) for name in inputs) + field(2, output) + field(3, f"make {output}") + field(4, operator)


def value(name, shape):
    """What an input or an output is: a tensor of floats; a dimension that is a text may have any size."""
    dimensions = b"".join(field(1, field(2 if isinstance(size, str) else 1, size)) for size in shape)
    return field(1, name) + field(2, field(1, field(1, FLOAT) + field(2, dimensions)))


def dense_model(layers, size):
    """input -> [product with weights, bias, ReLU] a layer -> output."""
    nodes, weights, name = [], [], "input"
    for number, layer in enumerate(layers):
        weights += [tensor(f"weight{number}", layer.matrix()), tensor(f"bias{number}", layer.bias_array())]
        nodes.append(node("Gemm", [name, f"weight{number}", f"bias{number}"], f"sum{number}"))
        name = "output" if number == len(layers) - 1 else f"relu{number}"
        nodes.append(node("Relu", [f"sum{number}"], name))
    graph = b"".join(field(1, each) for each in nodes) + field(2, "dense") + b"".join(field(5, each) for each in weights)
    graph += field(11, value("input", ["rows", size])) + field(12, value("output", ["rows", size]))
    return field(1, 8) + field(2, "gilscale") + field(7, graph) + field(8, field(2, 17))
