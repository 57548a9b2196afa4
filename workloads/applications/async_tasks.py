"""Tasks of asyncio that hand each other numbers, in one event loop a worker.

Mechanism: coroutines, futures and callbacks of a loop that belongs to its worker. Up to 3.13 asyncio kept all tasks of all loops in one WeakSet and
the current ones in one dictionary, which free-threaded all workers write; from 3.14 on each thread has its own (python/cpython#128002, #129898).
Flat with a GIL. Free-threaded it should scale with the cores from 3.14 on, and less before.
op: `tasks` producers and as many consumers, who pass three numbers each through an asyncio.Queue, made, run and gathered.
"""

import asyncio

PARAMETERS = {"tasks": {"default": 10, "low": 1, "high": 200, "unit": "pairs", "help": "producers, and as many consumers"}}

NUMBERS = 1, 2, 3


async def produce(queue, number):
    for each in NUMBERS:
        await queue.put(number * each)
        await asyncio.sleep(0)
    await queue.put(None)


async def consume(queue):
    total = 0
    while (number := await queue.get()) is not None:
        total += number
    return total


async def exchange(pairs):
    jobs = []
    for number in range(1, pairs + 1):
        queue = asyncio.Queue(1)
        jobs += [produce(queue, number), consume(queue)]
    return sum((await asyncio.gather(*jobs))[1::2])


def begin(cell, index):
    return asyncio.new_event_loop(), cell.parameters["tasks"]


def run(n, state):
    loop, pairs = state
    total = 0
    for _ in range(n):
        total += loop.run_until_complete(exchange(pairs))
    return total


def check(cell):
    for loop, _ in cell.states:
        loop.close()
    pairs = cell.parameters["tasks"]
    return cell.total == pairs * (pairs + 1) // 2 * sum(NUMBERS) * sum(cell.ops)
