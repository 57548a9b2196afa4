"""An interpreter for a small stack machine, which counts primes.

Mechanism: a loop over numbers that stand for instructions, comparisons of small numbers, list append and pop, tuple items; all private to a worker.
Flat with a GIL. Free-threaded it should scale with the cores.
Claim C1.
op: a program run that counts the primes below `limit`.
"""

PARAMETERS = {"limit": {"default": 60, "low": 3, "high": 500, "unit": "", "help": "primes below this are counted"}}

PUSH, LOAD, STORE, ADD, MULTIPLY, REMAINDER, LESS, EQUAL, JUMP, JUMP_IF_NOT, HALT = range(11)

# Variables: 0 the candidate, 1 the divisor, 2 the count, 3 the limit. A name before a colon is a place to jump to.
SOURCE = """
        push 2      store 0
 next:  load 0      load 3      less        unless end
        push 2      store 1
 try:   load 1      load 1      multiply    load 0      push 1  add     less    unless prime
        load 0      load 1      remainder   push 0      equal   unless  more
        jump  step
 more:  load 1      push 1      add         store 1     jump try
 prime: load 2      push 1      add         store 2
 step:  load 0      push 1      add         store 0     jump next
 end:   halt
"""

CODES = {"push": PUSH, "load": LOAD, "store": STORE, "add": ADD, "multiply": MULTIPLY, "remainder": REMAINDER, "less": LESS, "equal": EQUAL,
         "jump": JUMP, "unless": JUMP_IF_NOT, "halt": HALT}
WITH_ARGUMENT = {PUSH, LOAD, STORE, JUMP, JUMP_IF_NOT}


def assemble(source):
    """A list of (code, argument)."""
    places, program, words = {}, [], iter(source.split())
    for word in words:
        if word.endswith(":"):
            places[word[:-1]] = len(program)
        else:
            code = CODES[word]
            program.append((code, next(words) if code in WITH_ARGUMENT else "0"))
    return [(code, places[argument] if argument in places else int(argument)) for code, argument in program]


def execute(program, variables):
    """Returns the number of instructions."""
    stack = []
    push, pop = stack.append, stack.pop
    at = steps = 0
    while True:
        code, argument = program[at]
        at += 1
        steps += 1
        if code == PUSH:
            push(argument)
        elif code == LOAD:
            push(variables[argument])
        elif code == STORE:
            variables[argument] = pop()
        elif code == ADD:
            right = pop()
            push(pop() + right)
        elif code == MULTIPLY:
            right = pop()
            push(pop() * right)
        elif code == REMAINDER:
            right = pop()
            push(pop() % right)
        elif code == LESS:
            right = pop()
            push(pop() < right)
        elif code == EQUAL:
            right = pop()
            push(pop() == right)
        elif code == JUMP:
            at = argument
        elif code == JUMP_IF_NOT:
            if not pop():
                at = argument
        else:
            return steps


def begin(cell, index):
    return assemble(SOURCE), cell.parameters["limit"]


def run(n, state):
    program, limit = state
    total = 0
    for _ in range(n):
        variables = [0, 0, 0, limit]
        steps = execute(program, variables)
        total += variables[2] * 1_000_000 + steps
    return total


def check(cell):
    limit = cell.parameters["limit"]
    primes = steps = 0
    for candidate in range(2, limit):  # what the program does, counted
        steps += 4 + 2
        divisor, composite = 2, False
        while divisor * divisor <= candidate:
            steps += 8 + 6
            if candidate % divisor == 0:
                composite = True
                steps += 1
                break
            steps += 5
            divisor += 1
        if not composite:
            primes += 1
            steps += 8 + 4
        steps += 5
    steps += 2 + 4 + 1
    assert limit != 60 or primes == 17
    return cell.total == (primes * 1_000_000 + steps) * sum(cell.ops)
