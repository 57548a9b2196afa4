"""A request from an aiohttp client to an aiohttp server over loopback, answered as JSON.

Mechanism: asyncio's event loop, one a worker, with server and client in it: a connection that stays open, HTTP written and parsed, a few system
calls. The parser is C where there is a wheel for the build, and Python otherwise (3.13t): the row says what the release that was installed does.
Flat with a GIL, but for the system calls; free-threaded loops share nothing and should scale with the cores.
Held, as `--phases` measures it: 98 % of an op (release 3.14.5 on 3.13.15, 22 November 2026).
Claim C6.
library: aiohttp
op: one request, answered and read.
"""

import asyncio

from aiohttp import ClientSession, web

PARAMETERS = {"number": {"default": 15, "low": 1, "high": 30, "help": "the Fibonacci number that a request asks for"}}
REQUESTS = True


def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


async def answer(request):
    return web.json_response({"answer": fib(int(request.query["number"]))})


class State:
    """The port is the system's choice; it listens on this machine alone."""

    def __init__(self, number):
        self.number = number
        self.loop = asyncio.new_event_loop()
        self.loop.run_until_complete(self.open())

    async def open(self):
        application = web.Application()
        application.router.add_get("/fib", answer)
        self.runner = web.AppRunner(application, access_log=None)
        await self.runner.setup()
        site = web.TCPSite(self.runner, "127.0.0.1", 0)
        await site.start()
        host, port = self.runner.addresses[0]
        self.url = f"http://{host}:{port}/fib"
        self.client = ClientSession()

    async def ask(self, n):
        total = 0
        for _ in range(n):
            async with self.client.get(self.url, params={"number": self.number}) as response:
                total += (await response.json())["answer"]
        return total

    async def close(self):
        await self.client.close()
        await self.runner.cleanup()


def begin(cell, index):
    return State(cell.parameters["number"])


def run(n, state):
    return state.loop.run_until_complete(state.ask(n))


def check(cell):
    for state in cell.states:
        state.loop.run_until_complete(state.close())
        state.loop.close()
    a, b = 0, 1
    for _ in range(cell.parameters["number"]):
        a, b = b, a + b
    return cell.total == a * sum(cell.ops)
