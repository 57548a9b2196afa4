"""What onnxruntime_private and onnxruntime_shared have in common."""

import onnxruntime
from _dense_model import Client
from _onnx_model import dense_model


def make_session(cell, layers):
    """A call does its work in the thread that makes it, as with one session for each request of a server's."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(dense_model(layers, cell.parameters["size"]), options, providers=["CPUExecutionProvider"])


def make_client(cell, layers, session):
    names = ["output"]
    return Client(cell, layers, lambda rows: session.run(names, {"input": rows})[0])
