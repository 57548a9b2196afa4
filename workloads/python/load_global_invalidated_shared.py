"""A global of one namespace, read while every worker adds keys to that.

Mechanism: a key more or less gives the namespace a new version, so reads of globals that were specialised for the old one start anew,
under the lock of the dictionary. 3.13t does not specialise; there the lock is taken by the writers.
Flat with a GIL. Free-threaded the lock is contended; 3.15t and 3.14.9t specialise only when it is free (python/cpython#152075).
Twin: load_global_invalidated_private.
op: one key added, one global read `reads` times, the key removed.
"""

from _namespace import PARAMETERS, check, make_namespace, run

MODES = ("threads",)


def setup(cell):
    return make_namespace(cell.parameters["reads"])


def begin(cell, index):
    return cell.shared["read"], cell.shared, f"extra{index}"
