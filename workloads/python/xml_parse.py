"""A small XML document parsed with xml.etree.ElementTree.

Mechanism: expat, which holds a GIL and calls back for each element, and many small objects made. Flat with a GIL, should scale with the cores without
one (with one thread xml_etree_process is 1.18 times slower on 3.15t).
op: one document of 9 elements.
"""

from xml.etree import ElementTree


def begin(cell, index):
    items = "".join(f'<item id="{number}"><name>article {number}</name></item>' for number in range(4))
    return f"<order>{items}</order>"


def run(n, text):
    elements = 0
    root = ()
    for _ in range(n):
        root = ElementTree.fromstring(text)
        elements += len(root)
    return elements if n == 0 or [item.findtext("name") for item in root] == [f"article {number}" for number in range(4)] else 0


def check(cell):
    return cell.total == 4 * sum(cell.ops)
