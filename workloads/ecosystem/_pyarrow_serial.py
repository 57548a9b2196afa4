"""What workloads of PyArrow have in common: its pools of threads as small as can be, so that a worker's own thread does what it can."""

import pyarrow


def no_pool():
    """PyArrow's two pools, for computing and for reading, are one for the process, and at least one thread each."""
    pyarrow.set_cpu_count(1)
    pyarrow.set_io_thread_count(1)
