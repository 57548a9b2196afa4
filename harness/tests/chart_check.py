"""chart_check.py - does a chart's SVG hold what a stranger needs to read it right?

    python3 chart_check.py check FILE.svg...         no letters over others, none outside of the picture; says each fault, exit code 1
    python3 chart_check.py summary FILE.svg...       what is on them: letters with their places, colours, how many shapes of each
    python3 chart_check.py compare GOLDEN FOLDER     are the pictures of a golden file (a summary of several) in the folder, and as they were?
                                                     says each difference, exit code 1

Letters are taken to be 0.6 of their size wide and 0.9 high, as in the sans-serif fonts that browsers and Debian have. gnuplot's versions differ in
how they write a path, but hardly in where letters stand: so those are compared within 3 pixels, shapes by colour and the space that they fill within
3 pixels, and the number of their points only where the golden file is of the same version.
"""
import pathlib
import re
import sys
import xml.etree.ElementTree as tree

SVG = "{http://www.w3.org/2000/svg}"
HREF = "{http://www.w3.org/1999/xlink}href"
WIDE, HIGH = 0.6, 0.9
NEAR = 3  # pixels


class Picture:
    """Letters as (x, y, size, anchor, turned, colour, string), shapes as (kind, colour, [(x, y), ...])."""

    def __init__(self, path):
        root = tree.parse(path).getroot()
        self.path = path
        self.width, self.height = (float(root.get(name)) for name in ("width", "height"))
        described = root.find(f"{SVG}desc")
        found = re.search(r"GNUPLOT ([\d.]+ patchlevel \S+)", described.text if described is not None else "")
        self.version = found[1] if found else "unknown"
        self.letters, self.shapes = [], []
        self.walk(root, {"fill": "none", "stroke": "none", "color": "black", "shift": (0, 0), "angle": 0})

    def walk(self, element, inherited):
        own = dict(inherited)
        for name in ("fill", "stroke", "color", "font-size", "text-anchor"):
            own[name] = element.get(name, own.get(name))
        moved = re.search(r"translate\(\s*([-\d.]+)[ ,]+([-\d.]+)\s*\)", element.get("transform", ""))
        if moved:
            own["shift"] = tuple(a + float(b) for a, b in zip(own["shift"], moved.groups()))
        turned = re.search(r"rotate\(\s*([-\d.]+)", element.get("transform", ""))
        if turned:
            own["angle"] += float(turned[1])
        kind = element.tag.removeprefix(SVG)
        if kind in ("defs", "title", "desc"):
            return
        if kind == "text":
            words = "".join(element.itertext()).strip()
            if words:
                self.letters.append((*own["shift"], float(own["font-size"]), own["text-anchor"] or "start", own["angle"] % 180 != 0,
                                     colour(own["fill"], own), words))
            return
        self.take_shape(kind, element, own)
        for child in element:
            self.walk(child, own)

    def take_shape(self, kind, element, own):
        if kind == "path":
            points = numbers(element.get("d", ""))
            filled = own["fill"] not in ("none", None)
            self.add("area" if filled else "line", own["fill"] if filled else own["stroke"], points, own)
        elif kind in ("polygon", "polyline"):
            self.add("area" if kind == "polygon" else "line", own["fill"] if kind == "polygon" else own["stroke"],
                     numbers(element.get("points", "")), own)
        elif kind == "use":
            place = tuple(float(element.get(name, 0)) + shift for name, shift in zip("xy", own["shift"]))
            self.add(f"mark {element.get(HREF, '').lstrip('#')}", own["color"], [place], own)

    def add(self, kind, paint, points, own):
        if points:
            self.shapes.append((kind, colour(paint, own), points))

    def box(self, letters):
        """left, top, right, bottom; y is the foot of the letters."""
        x, y, size, anchor, turned, _, words = letters
        length = WIDE * size * len(words)
        before = {"start": 0, "middle": length / 2, "end": length}[anchor]
        if turned:  # read upwards
            return x - HIGH * size * 0.8, y - length + before, x + HIGH * size * 0.2, y + before
        return x - before, y - HIGH * size * 0.8, x - before + length, y + HIGH * size * 0.2


def numbers(text):
    found = [float(value) for value in re.findall(r"-?\d+\.?\d*", text)]
    return list(zip(found[::2], found[1::2]))


def colour(paint, own):
    """#rrggbb, or the name as it came; a pattern is a pattern."""
    if paint == "currentColor":
        paint = own["color"]
    found = re.match(r"rgb\(\s*(\d+)\s*,\s*(\d+)\s*,\s*(\d+)\s*\)", paint or "")
    if found:
        return "#" + "".join(f"{int(part):02x}" for part in found.groups())
    return {"black": "#000000", "white": "#ffffff"}.get((paint or "").lower(), "pattern" if (paint or "").startswith("url(") else paint)


def faults(picture):
    boxes = [(picture.box(letters), letters[-1]) for letters in picture.letters]
    for (left, top, right, bottom), words in boxes:
        # Letters are seldom as wide as that all along; a tenth may hang out of the guess, never of the picture.
        slack = 0.1 * (right - left)
        if left < -slack or top < -1 or right > picture.width + slack or bottom > picture.height + 1:
            yield f"'{words}' is outside of the picture"
    boxes.sort(key=lambda item: item[0][1])
    for i, ((left, top, right, bottom), words) in enumerate(boxes):
        for (left2, top2, right2, bottom2), words2 in boxes[i + 1:]:
            if top2 >= bottom:
                break
            if min(right, right2) - max(left, left2) > 1 and min(bottom, bottom2) - max(top, top2) > 1:
                yield f"'{words}' and '{words2}' overlap"
    for kind, _, points in picture.shapes:
        if any(not (-2 <= x <= picture.width + 2 and -2 <= y <= picture.height + 2) for x, y in points):
            yield f"a shape ({kind}) is outside of the picture"


def summary(picture):
    yield f"gnuplot {picture.version}"
    yield f"size {picture.width:.0f} {picture.height:.0f}"
    for x, y, size, anchor, turned, paint, words in sorted(picture.letters, key=lambda item: (round(item[1]), round(item[0]), item[-1])):
        yield f"letters {x:.0f} {y:.0f} {size:g} {anchor}{' turned' if turned else ''} {paint} {words}"
    groups = {}
    for kind, paint, points in picture.shapes:
        groups.setdefault((kind, paint), []).extend(points)
    for (kind, paint), points in sorted(groups.items()):
        across, down = zip(*points)
        yield f"shapes {len(points)} {min(across):.0f} {min(down):.0f} {max(across):.0f} {max(down):.0f} {kind} {paint}"


def near(one, other, columns):
    return all(abs(float(one[i]) - float(other[i])) <= NEAR for i in columns)


def differences(golden, made):
    """Of two summaries, line by line; letters and shapes each find their partner."""
    same_version = golden[0] == made[0]
    if not near(golden[1].split(), made[1].split(), (1, 2)):
        yield f"{golden[1]} has become {made[1]}"
    for what, columns, rest in (("letters", (1, 2), 3), ("shapes", (2, 3, 4, 5), 6)):
        left = [line.split() for line in made if line.startswith(what)]
        for line in golden:
            if not line.startswith(what):
                continue
            parts = line.split()
            partner = next((other for other in left if other[rest:] == parts[rest:] and near(parts, other, columns)
                            and (what == "letters" or not same_version or other[1] == parts[1])), None)
            if partner:
                left.remove(partner)
            else:
                yield f"gone: {line}"
        for other in left:
            yield f"new: {' '.join(other)}"


def read_golden(path):
    """Lines of each picture, by its name."""
    pictures = {}
    with open(path, encoding="utf-8") as file:
        for line in file.read().splitlines():
            if line.startswith("picture "):
                pictures[line.split(" ", 1)[1]] = lines = []
            else:
                lines.append(line)
    return pictures


def compare(golden, folder):
    for name, lines in read_golden(golden).items():
        path = pathlib.Path(folder) / name
        if not path.exists():
            yield f"{name} was not drawn"
            continue
        for fault in differences(lines, list(summary(Picture(path)))):
            yield f"{name}: {fault}"


def main():
    command, *paths = sys.argv[1:]
    found = []
    if command == "summary":
        for path in paths:
            print(f"picture {pathlib.Path(path).name}", *summary(Picture(path)), sep="\n")
    elif command == "compare":
        found = list(compare(*paths))
    elif command == "check":
        found = [f"{path}: {fault}" for path in paths for fault in faults(Picture(path))]
    print(*found, sep="\n", end="\n" if found else "")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
