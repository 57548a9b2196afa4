"""Decimal additions under a context of one's own; decimal_context_shared is its twin.

Mechanism: each operation looks up the thread's context in a context variable (python/cpython#114682), and each result is an instance of Decimal,
which counts its instances. Flat with a GIL. Free-threaded the contexts are private and the type is not: on 3.13.15t Decimal is no immortal type,
and two workers did 0.75 times what one does (0.90 to 0.97 in runs); with Decimal alone made immortal for the experiment 1.6 to 1.85, with the
context variable or Context 0.73. Types count per thread from 3.14 on (python/cpython#122417): to be measured.
op: one addition of two Decimals.
"""

from _decimal_context import Sum, check, make, run


def begin(cell, index):
    return Sum(make())
