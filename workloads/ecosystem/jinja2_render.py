"""A page rendered from a Jinja template that was compiled once: loops, conditions, filters.

Mechanism: the template is compiled to a Python generator, strings are joined in Python and escaped by MarkupSafe in C. The data are private to a
worker; the template is too (`template=private`), or it is one for all workers (`shared`), as in a server. template_render is such an engine without
libraries. Flat with a GIL. Free-threaded it should scale with the cores with private templates, and less with a shared one.
Held, as `--phases` measures it: all of an op (release 3.1.6 on 3.13.15, 22 November 2026).
Claim C1.
library: jinja2
op: one page with a table of `rows` rows rendered.
"""

import jinja2

PARAMETERS = {
    "rows": {"default": 20, "low": 1, "high": 1000, "unit": "rows", "help": "rows of the page's table"},
    "template": {"default": "private", "choices": ["private", "shared"], "help": "whose compiled template it is"},
}

SOURCE = """<h1>{{ title|upper }}</h1>
<table>{% for row in rows %}
<tr class="{{ loop.cycle('odd', 'even') }}">{% if row.sold %}<td>{{ row.name }}</td>{% for price in row.prices %}<td>{{ '%.2f'|format(price) }}</td>\
{% endfor %}{% else %}<td>{{ row.name|title }}</td>{% endif %}</tr>{% endfor %}
</table>
<p>{{ rows|length }} rows</p>"""


class State:
    def __init__(self, template, rows):
        self.template = template
        self.values = {"title": "sales & more", "rows": [{"name": f"<item {i}>", "sold": i % 4, "prices": [i, i * 2, i * 0.5]} for i in range(rows)]}
        self.page = None


def make_template():
    return jinja2.Environment(autoescape=True).from_string(SOURCE)


def setup(cell):
    if cell.parameters["template"] == "private":
        return None
    if cell.mode != "threads":
        raise NotImplementedError(f"template=shared: in mode {cell.mode} nothing is shared")
    return make_template()


def begin(cell, index):
    return State(cell.shared or make_template(), cell.parameters["rows"])


def run(n, state):
    total = 0
    for _ in range(n):
        state.page = state.template.render(state.values)
        total += len(state.page)
    return total


def check(cell):
    rows = cell.parameters["rows"]
    expected = "<h1>SALES &amp; MORE</h1>\n<table>"
    for i in range(rows):
        cells = f"<td>&lt;item {i}&gt;</td><td>{i:.2f}</td><td>{i * 2:.2f}</td><td>{i * 0.5:.2f}</td>" if i % 4 else f"<td>&lt;Item {i}&gt;</td>"
        expected += f"\n<tr class=\"{('odd', 'even')[i % 2]}\">{cells}</tr>"
    expected += f"\n</table>\n<p>{rows} rows</p>"
    assert all(state.page == expected for state in cell.states)
    return cell.total == len(expected) * sum(cell.ops)
