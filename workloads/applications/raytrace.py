"""A small picture of mirror balls over a chequered floor, by ray tracing.

Mechanism: objects with __slots__ and operator methods, one or two made for every arithmetic step; the scene is private to a worker.
Flat with a GIL. Free-threaded it should scale with the cores, if allocation does.
Claim C1.
op: a picture of `size` times `size` points, mirrored at most twice.
"""

from math import sqrt

PARAMETERS = {"size": {"default": 10, "low": 2, "high": 40, "unit": "points", "help": "width and height of the picture"}}


class Vector:
    __slots__ = ("x", "y", "z")

    def __init__(self, x, y, z):
        self.x = x
        self.y = y
        self.z = z

    def __add__(self, other):
        return Vector(self.x + other.x, self.y + other.y, self.z + other.z)

    def __sub__(self, other):
        return Vector(self.x - other.x, self.y - other.y, self.z - other.z)

    def __mul__(self, factor):
        return Vector(self.x * factor, self.y * factor, self.z * factor)

    def dot(self, other):
        return self.x * other.x + self.y * other.y + self.z * other.z

    def unit(self):
        return self * (1.0 / sqrt(self.dot(self)))

    def mirrored(self, normal):
        return self - normal * (2.0 * self.dot(normal))


class Ball:
    __slots__ = ("center", "radius", "brightness", "mirror")

    def __init__(self, center, radius, brightness, mirror):
        self.center = center
        self.radius = radius
        self.brightness = brightness
        self.mirror = mirror

    def distance(self, origin, direction):
        to = self.center - origin
        along = to.dot(direction)
        under_root = along * along - to.dot(to) + self.radius * self.radius
        if under_root < 0.0:
            return None
        near = along - sqrt(under_root)
        return near if near > 1e-6 else None

    def normal(self, point):
        return (point - self.center) * (1.0 / self.radius)

    def brightness_at(self, point):
        return self.brightness


class Floor:
    """The plane y = 0."""

    __slots__ = ("mirror",)

    def __init__(self, mirror):
        self.mirror = mirror

    def distance(self, origin, direction):
        if direction.y == 0.0:
            return None
        far = -origin.y / direction.y
        return far if far > 1e-6 else None

    def normal(self, point):
        return Vector(0.0, 1.0, 0.0)

    def brightness_at(self, point):
        return 0.9 if (point.x // 1.0 + point.z // 1.0) % 2.0 == 0.0 else 0.2


class Scene:
    def __init__(self):
        self.things = [Floor(0.2), Ball(Vector(0.0, 1.0, 6.0), 1.0, 0.8, 0.4), Ball(Vector(-1.8, 0.7, 5.0), 0.7, 0.6, 0.3),
                       Ball(Vector(1.5, 0.5, 4.5), 0.5, 0.7, 0.5)]
        self.light = Vector(-4.0, 6.0, 0.0)
        self.eye = Vector(0.0, 1.2, 0.0)

    def nearest(self, origin, direction):
        best, best_thing = 1e30, None
        for thing in self.things:
            distance = thing.distance(origin, direction)
            if distance is not None and distance < best:
                best, best_thing = distance, thing
        return best, best_thing

    def look(self, origin, direction, depth):
        distance, thing = self.nearest(origin, direction)
        if thing is None:
            return 0.1
        point = origin + direction * distance
        normal = thing.normal(point)
        to_light = (self.light - point).unit()
        shade = 0.1
        if self.nearest(point, to_light)[1] is None:
            shade += 0.9 * max(0.0, normal.dot(to_light))
        brightness = thing.brightness_at(point) * shade
        if depth == 0:
            return brightness
        mirrored = direction.mirrored(normal)
        return (1.0 - thing.mirror) * brightness + thing.mirror * self.look(point, mirrored, depth - 1)

    def picture(self, size):
        """The brightness of all points, of 255 each."""
        total = 0
        for row in range(size):
            for column in range(size):
                direction = Vector((column + 0.5) / size - 0.5, 0.5 - (row + 0.5) / size, 1.0).unit()
                total += int(self.look(self.eye, direction, 2) * 255.0)
        return total


def begin(cell, index):
    return Scene(), cell.parameters["size"]


def run(n, state):
    scene, size = state
    total = 0
    for _ in range(n):
        total += scene.picture(size)
    return total


def close(a, b):
    return abs(a - b) < 1e-12


def check(cell):
    scene = Scene()
    ahead, right = Vector(0.0, 0.0, 1.0), Vector(1.0, 0.0, 0.0)
    ball = scene.things[1]  # 6 away, of radius 1, met 0.2 above its middle
    assert close(ball.distance(scene.eye, ahead), 6.0 - sqrt(1.0 - 0.2 * 0.2)) and ball.distance(scene.eye, right) is None
    assert close(scene.nearest(scene.eye, Vector(0.0, -1.0, 0.0))[0], 1.2), "the floor below"
    corner = Vector(0.6, -0.8, 0.0).mirrored(Vector(0.0, 1.0, 0.0))
    assert close(corner.x, 0.6) and close(corner.y, 0.8)
    # A point of the floor in full light: (3, 0, 0) seen from above it, without mirrors.
    seen = scene.look(Vector(3.5, 2.0, 0.5), Vector(0.0, -1.0, 0.0), 0)
    assert close(seen, 0.2 * (0.1 + 0.9 * 6.0 / sqrt(7.5 * 7.5 + 6.0 * 6.0 + 0.5 * 0.5)))
    expected = scene.picture(cell.parameters["size"])
    return expected > 0 and cell.total == expected * sum(cell.ops)
