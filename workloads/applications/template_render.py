"""A page rendered from a template that was parsed once: loops, conditions, filters.

Mechanism: a small engine in the manner of Django's, written here: nodes with render methods, a stack of dictionaries, item lookups and getattr with
names that are not interned (python/cpython#132380, open, is about the lock this takes free-threaded), strings joined and escaped. The page's data are
private to a worker; the parsed template is too (`template=private`), or it is one for all workers (`shared`), as in a server: then all of them write
the reference counts of its nodes.
Flat with a GIL. Free-threaded it should scale with the cores with private templates, and less with a shared one.
Claim C1. Claim C3 ("django_template").
op: one page with a table of `rows` rows rendered.
"""

import re

PARAMETERS = {
    "rows": {"default": 20, "low": 1, "high": 300, "unit": "rows", "help": "rows of the page's table"},
    "template": {"default": "private", "choices": ["private", "shared"], "help": "whose parsed template it is"},
}

SOURCE = """<h1>{{ title|upper }}</h1>
<p>{% if user.vip %}Dear {{ user.name|title }}{% else %}Hello {{ user.name|default:nobody }}{% endif %}</p>
<table>{% for row in rows %}
<tr>{% if row.sold %}<td>{{ row.name }}</td>{% for price in row.prices %}<td>{{ price }}</td>{% endfor %}\
{% else %}<td>{{ row.0 }}</td>{% endif %}</tr>{% endfor %}
</table>
<p>{{ rows|length }} rows</p>
"""


def escape(text):
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


FILTERS = {
    "upper": lambda value, argument: str(value).upper(),
    "title": lambda value, argument: str(value).title(),
    "length": lambda value, argument: len(value),
    "default": lambda value, argument: value or argument,
}


class Lookup:
    """A dotted name with filters: `a.b.0|upper|default:none`."""

    def __init__(self, text):
        path, *filters = text.split("|")
        self.path = path.strip().split(".")
        self.filters = [(FILTERS[name.strip()], argument) for name, _, argument in (each.partition(":") for each in filters)]

    def value(self, context):
        value = context.get(self.path[0])
        for part in self.path[1:]:
            try:
                value = value[part]
            except (TypeError, KeyError):
                value = getattr(value, part, "")
        for function, argument in self.filters:
            value = function(value, argument)
        return value


class Context:
    def __init__(self, values):
        self.layers = [values]

    def get(self, name):
        for layer in reversed(self.layers):
            if name in layer:
                return layer[name]
        return ""


class Text:
    def __init__(self, text):
        self.text = text

    def render(self, context, out):
        out.append(self.text)


class Value:
    def __init__(self, lookup):
        self.lookup = lookup

    def render(self, context, out):
        out.append(escape(str(self.lookup.value(context))))


class If:
    def __init__(self, condition, body, otherwise):
        self.condition = condition
        self.body = body
        self.otherwise = otherwise

    def render(self, context, out):
        for node in self.body if self.condition.value(context) else self.otherwise:
            node.render(context, out)


class For:
    def __init__(self, name, values, body):
        self.name = name
        self.values = values
        self.body = body

    def render(self, context, out):
        layer = {}
        context.layers.append(layer)
        for value in self.values.value(context):
            layer[self.name] = value
            for node in self.body:
                node.render(context, out)
        context.layers.pop()


class Template:
    def __init__(self, source):
        self.tokens = iter(re.split(r"({{.*?}}|{%.*?%})", source))
        self.nodes, _ = self.parse()

    def parse(self):
        """Nodes up to a tag that nobody opened here, and that tag."""
        nodes = []
        for token in self.tokens:
            if token.startswith("{{"):
                nodes.append(Value(Lookup(token[2:-2])))
            elif token.startswith("{%"):
                tag, *words = token[2:-2].split()
                if tag == "if":
                    body, end = self.parse()
                    otherwise = self.parse()[0] if end == "else" else []
                    nodes.append(If(Lookup(words[0]), body, otherwise))
                elif tag == "for":
                    nodes.append(For(words[0], Lookup(words[2]), self.parse()[0]))
                else:
                    return nodes, tag
            elif token:
                nodes.append(Text(token))
        return nodes, None

    def render(self, values):
        context, out = Context(values), []
        for node in self.nodes:
            node.render(context, out)
        return "".join(out)


class User:
    def __init__(self, name, vip):
        self.name = name
        self.vip = vip


def page_data(rows):
    def row(i):
        return {"name": f"<item {i}>", "0": f"none of {i}", "sold": i % 4, "prices": [i, i * 2, i * 0.5, f'{i}"']}

    return {"title": "sales & more", "user": User("ada", True), "rows": [row(i) for i in range(rows)]}


class State:
    def __init__(self, template, rows):
        self.template = template
        self.values = page_data(rows)
        self.page = None


def setup(cell):
    if cell.parameters["template"] == "private":
        return None
    if cell.mode != "threads":
        raise NotImplementedError(f"template=shared: in mode {cell.mode} nothing is shared")
    return Template(SOURCE)


def begin(cell, index):
    return State(cell.shared or Template(SOURCE), cell.parameters["rows"])


def run(n, state):
    total = 0
    for _ in range(n):
        state.page = state.template.render(state.values)
        total += len(state.page)
    return total


def check(cell):
    rows = cell.parameters["rows"]
    expected = "<h1>SALES &amp; MORE</h1>\n<p>Dear Ada</p>\n<table>"
    for i in range(rows):
        cells = f"<td>&lt;item {i}&gt;</td><td>{i}</td><td>{i * 2}</td><td>{i * 0.5}</td><td>{i}&quot;</td>" if i % 4 else f"<td>none of {i}</td>"
        expected += f"\n<tr>{cells}</tr>"
    expected += f"\n</table>\n<p>{rows} rows</p>\n"
    assert all(state.page == expected for state in cell.states)
    return cell.total == len(expected) * sum(cell.ops)
