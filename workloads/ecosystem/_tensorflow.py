"""What tensorflow_session and tensorflow_function have in common: TensorFlow on the CPU, and a chain of dense layers."""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")  # read when TensorFlow is loaded

import tensorflow


def chain(rows, weights):
    for weight, bias in weights:
        rows = tensorflow.nn.relu(tensorflow.matmul(rows, weight) + bias)
    return rows


def make_weights(layers):
    """Constants of the graph or the eager context that is current."""
    return [(tensorflow.constant(layer.matrix()), tensorflow.constant(layer.bias_array())) for layer in layers]
