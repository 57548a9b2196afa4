"""A global of the worker's own namespace, read while that gets new keys.

Mechanism: a key more or less gives the namespace a new version, so reads of globals that were specialised for the old one start anew.
Flat with a GIL. Free-threaded each worker disturbs only itself, so it should scale since 3.13t.
Twin: load_global_invalidated_shared.
op: one key added, one global read `reads` times, the key removed.
"""

from _namespace import PARAMETERS, check, make_namespace, run


def begin(cell, index):
    namespace = make_namespace(cell.parameters["reads"])
    return namespace["read"], namespace, f"extra{index}"
