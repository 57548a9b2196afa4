"""Huffman codes: letters counted, a tree built with a heap, the text encoded and decoded.

Mechanism: dictionaries keyed by letters, heapq, tuples, strings joined; all private to a worker.
Flat with a GIL. Free-threaded it should scale with the cores.
Claim C1.
op: a text of `words` words encoded, and decoded again.
"""

import heapq

from _words import make_text

PARAMETERS = {"words": {"default": 150, "low": 1, "high": 2000, "unit": "words", "help": "words of the text"}}


def make_code(text):
    """Of each letter, its bits as a string."""
    counts = {}
    for letter in text:
        counts[letter] = counts.get(letter, 0) + 1
    heap = [(count, letter) for letter, count in counts.items()]  # of those as frequent, the smaller string first
    heapq.heapify(heap)
    codes = dict.fromkeys(counts, "")
    while len(heap) > 1:
        a, left = heapq.heappop(heap)
        b, right = heapq.heappop(heap)
        for letter in left:
            codes[letter] = "0" + codes[letter]
        for letter in right:
            codes[letter] = "1" + codes[letter]
        heapq.heappush(heap, (a + b, left + right))
    return codes


def encode(text, codes):
    return "".join([codes[letter] for letter in text])


def decode(bits, codes):
    letters = {code: letter for letter, code in codes.items()}
    text, code = [], ""
    for bit in bits:
        code += bit
        if code in letters:
            text.append(letters[code])
            code = ""
    return "".join(text)


def begin(cell, index):
    return make_text(cell.parameters["words"], 21)


def run(n, text):
    total = 0
    for _ in range(n):
        codes = make_code(text)
        bits = encode(text, codes)
        if decode(bits, codes) == text:
            total += len(bits)
    return total


def check(cell):
    codes = make_code("abracadabra")  # 5 a, 2 b, 2 r, 1 c, 1 d: 23 bits are the known optimum
    assert len(encode("abracadabra", codes)) == 23
    text = make_text(cell.parameters["words"], 21)
    weights = sorted(text.count(letter) for letter in set(text))
    bits = 0  # the length of an optimal code is the sum of the weights that are put together
    while len(weights) > 1:
        weights[:2] = [weights[0] + weights[1]]
        bits += weights[0]
        weights.sort()
    return cell.total == bits * sum(cell.ops)
