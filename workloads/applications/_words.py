"""Texts out of made-up words, the same on every build. Words are about as unequally frequent as in a language (Zipf)."""

from _lcg import Lcg

SYLLABLES = ("ba", "co", "di", "fu", "ge", "ha", "ki", "lo", "ma", "ne", "po", "qua", "ri", "su", "te", "vo", "we", "xi", "yo", "za")


def make_word(number):
    """Another word for every number from 0 on; small numbers make short words."""
    word = ""
    while True:
        word += SYLLABLES[number % len(SYLLABLES)]
        number //= len(SYLLABLES)
        if number == 0:
            return word
        number -= 1


def make_words(count, seed, vocabulary=2000):
    random = Lcg(seed)
    words = []
    for _ in range(count):
        rank = 1
        while rank < vocabulary and random.below(8):  # each power of two as often as the one before, with its tail cut off
            rank *= 2
        words.append(make_word(random.below(min(rank, vocabulary))))
    return words


def make_text(count, seed, vocabulary=2000):
    """`count` words with blanks between, a full stop and a new line after every twelfth."""
    words = make_words(count, seed, vocabulary)
    return "\n".join(" ".join(words[i : i + 12]) + "." for i in range(0, count, 12))
