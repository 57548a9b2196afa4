"""The same pseudo-random numbers on every build, to make inputs of: a linear congruential generator with the constants of Knuth's MMIX."""


class Lcg:
    __slots__ = ("state",)

    def __init__(self, seed):
        self.state = seed

    def below(self, limit):
        """A whole number from 0 to limit - 1, of the upper bits, for the lower ones repeat soon."""
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) & 0xFFFFFFFFFFFFFFFF
        return (self.state >> 33) % limit

    def unit(self):
        """A float from 0 up to, but not including, 1."""
        return self.below(1 << 30) / (1 << 30)
