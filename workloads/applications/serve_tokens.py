"""A model server's request in Python: tokens one after the other, each from a small layer.

Mechanism: for every token the state goes through a matrix of weights, lists of whole numbers; the greatest of the results is the token, and it
changes the state: the next one cannot begin before. The weights are the worker's own, as in a process of a server; nothing is shared but code.
Flat with a GIL, and its longest requests are those that had to wait for it: look at the percentiles. Free-threaded it should scale with the cores.
`serve_tokens_native` does the same natively, with the GIL let go for every token.
Claim C8: tokens a second are ops a second times `tokens`, and the request's latency is the op's.
op: one request of `tokens` tokens.
"""

PARAMETERS = {
    "tokens": {"default": 16, "low": 1, "high": 1000, "unit": "tokens", "help": "tokens of an answer"},
    "size": {"default": 16, "low": 2, "high": 256, "unit": "numbers", "help": "numbers of the state, and rows and columns of the weights"},
}
REQUESTS = True

PROMPTS = 4


def weight(row, column):
    return (row * 7 + column * 3 + row * column) % 11 - 5


def make_state(prompt, size):
    return [(prompt * 5 + i * 3) % 7 - 3 for i in range(size)]


def answer(weights, state, tokens):
    """The sum of the tokens, each times its place."""
    total = 0
    for place in range(1, tokens + 1):
        logits = [sum(w * x for w, x in zip(row, state)) for row in weights]
        token = logits.index(max(logits))
        state.append(state.pop(0))
        state[token] = token % 8 - 3
        total += place * token
    return total


class Server:
    def __init__(self, size, tokens):
        self.weights = [[weight(row, column) for column in range(size)] for row in range(size)]
        self.size = size
        self.tokens = tokens
        self.next = 0


def begin(cell, index):
    return Server(cell.parameters["size"], cell.parameters["tokens"])


def run(n, server):
    total = 0
    for _ in range(n):
        total += 1 + answer(server.weights, make_state(server.next, server.size), server.tokens)
        server.next = (server.next + 1) % PROMPTS
    return total


def expected_answer(prompt, size, tokens):
    """The same by indexes: the state is a ring that begins one place later with every token."""
    ring, total = make_state(prompt, size), 0
    for place in range(1, tokens + 1):
        first, best, token = place - 1, None, 0
        for row in range(size):
            logit = 0
            for column in range(size):
                logit += weight(row, column) * ring[(first + column) % size]
            if best is None or logit > best:
                best, token = logit, row
        ring[(first + 1 + token) % size] = token % 8 - 3
        total += place * token
    return total


def check(cell):
    size, tokens = cell.parameters["size"], cell.parameters["tokens"]
    answers = [1 + expected_answer(prompt, size, tokens) for prompt in range(PROMPTS)]
    return cell.total == sum(ops // PROMPTS * sum(answers) + sum(answers[: ops % PROMPTS]) for ops in cell.ops)
