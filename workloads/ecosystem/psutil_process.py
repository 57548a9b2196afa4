"""The process asked about itself with psutil: CPU times, memory, threads.

Mechanism: files of /proc opened, read and taken apart in Python, a GIL let go of for each system call; the kernel's locks on one process's memory
map and list of threads are the same for all workers. With a GIL it gains what the kernel takes; free-threaded it should scale with the cores, as
far as those locks let it.
Held, as `--phases` measures it: 62 % of an op (release 7.2.2 on 3.13.15, 22 November 2026).
library: psutil
op: three questions.
"""

import os

import psutil

MODES = ("threads", "processes")


def begin(cell, index):
    return psutil.Process()


def run(n, process):
    right = 0
    for _ in range(n):
        times, memory, threads = process.cpu_times(), process.memory_info(), process.num_threads()
        right += times.user + times.system >= 0 and memory.vms >= memory.rss > 0 and threads > 0
    return right


def check(cell):
    assert all(process.pid == os.getpid() for process in cell.states)
    return cell.total == sum(cell.ops)
