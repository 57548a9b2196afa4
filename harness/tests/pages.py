"""pages.py - looks at pages of HTML that have to stand alone: read strictly, and in a browser.

    python3 pages.py check PAGE...                 well nested, each id once, nothing from outside, every picture named, no script but ours
    python3 pages.py texts PAGE...                 the texts of a page as a browser would have them, a line each
    python3 pages.py browse SCHEME AXE PAGE...     in headless Chromium at 1280 and 390 pixels, in the scheme `light` or `dark`

`browse` looks at three copies of each page in frames, in one start of the browser: two with a probe inside, one of them with axe-core, whose
policy is taken out for that (so that a name that became markup would really run), and one untouched, where our script has to run under the page's own policy.
Prints what is wrong, a line each, and ends with 1 when there is anything.
"""
import html
import html.parser
import json
import pathlib
import re
import subprocess
import sys
import tempfile

VOID = {"meta", "br", "hr", "img", "input", "link", "wbr"}
# What may refer to something; in our pages only to a part of themselves.
REFERENCES = {"href", "src", "srcset", "action", "formaction", "data", "poster", "cite", "background", "xlink:href", "ping", "manifest"}


class Page(html.parser.HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open, self.problems, self.ids, self.needed, self.texts = [], [], [], [], []
        self.scripts = self.policies = self.headings = 0
        self.level = 0

    def wrong(self, text):
        self.problems.append(f"line {self.getpos()[0]}: {text}")

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if len(given) != len(attributes):
            self.wrong(f"<{tag}> has an attribute twice")
        for name, value in attributes:
            if name.startswith("on") or name in ("style", "srcdoc"):
                self.wrong(f"<{tag}> has {name}=")
            if name in REFERENCES and not (value or "").startswith("#"):
                self.wrong(f"<{tag}> refers to {value!r}")
            if name == "id":
                self.ids.append(value)
            if name in ("aria-labelledby", "aria-describedby"):
                self.needed += (value or "").split()
            if name == "href" and (value or "").startswith("#"):
                self.needed.append(value[1:])
            if value and "url(" in value:
                self.needed += re.findall(r"^url\(#([^)]+)\)$", value) or [f"{name}={value}"]
        if given.get("role") == "img" and not given.get("aria-label"):
            self.wrong(f"<{tag} role=img> has no name")
        if tag == "svg" and (given.get("role") != "img" or "viewbox" not in given or "width" in given):
            self.wrong("an <svg> that is no picture, or has a fixed size")
        if given.get("role") == "region" and not (given.get("aria-label") or given.get("aria-labelledby")):
            self.wrong("a region without a name")
        if tag == "script":
            self.scripts += 1
        if given.get("http-equiv") == "Content-Security-Policy":
            self.policies += 1
            if "default-src 'none'" not in given["content"] or "unsafe" in given["content"]:
                self.wrong("a policy that lets something in")
        if re.fullmatch("h[1-6]", tag):
            if int(tag[1]) > self.level + 1:
                self.wrong(f"<{tag}> after <h{self.level}>")
            self.level = int(tag[1])
        if tag in ("iframe", "object", "embed", "link", "base", "form", "foreignobject", "image", "img", "a") and not (tag == "a" and "href" in given):
            self.wrong(f"<{tag}> on a page that stands alone")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.wrong(f"</{tag}> closes something else")

    def handle_data(self, data):
        where = self.open[-1] if self.open else ""
        if where == "style" and re.search(r"@import|url\(|expression", data):
            self.wrong("a style that loads something")
        if where not in ("style", "script", "title"):
            self.texts.append(data)

    def handle_comment(self, data):
        self.wrong(f"a comment: {data[:40]!r}")

    def finish(self):
        self.close()
        self.problems += [f"<{tag}> is never closed" for tag in self.open]
        self.problems += [f"id {name!r} is there twice" for name in sorted({name for name in self.ids if self.ids.count(name) > 1})]
        self.problems += [f"there is no {name!r}" for name in sorted(set(self.needed) - set(self.ids))]
        if self.scripts != 1 or self.policies != 1:
            self.problems.append(f"{self.scripts} scripts and {self.policies} policies, not one of each")


def read(path):
    page = Page()
    page.feed(pathlib.Path(path).read_text(encoding="utf-8"))
    page.finish()
    return page


# Runs in each copy. The page's own script has run before it.
PROBE = """
(async () => {
  const found = [], note = text => found.push(text);
  if (window.owned !== undefined) note("a name has become code");
  if (document.querySelectorAll("script").length !== SCRIPTS) note("there are more scripts than ours");
  if (innerWidth !== WIDTH) note("the window is " + innerWidth + " pixels wide");
  if (!matchMedia("(prefers-color-scheme: SCHEME)").matches) note("the scheme is not SCHEME");
  for (const open of [false, true]) {
    for (const details of document.querySelectorAll("details")) details.open = open;
    const wide = document.documentElement.scrollWidth;
    if (wide > WIDTH) note("scrolls sideways: " + wide + " pixels" + (open ? ", with all details open" : ""));
  }
  const dark = getComputedStyle(document.body).backgroundColor.match(/\\d+/g).slice(0, 3).every(part => part < 80);
  if (dark !== ("SCHEME" === "dark")) note("the background is not SCHEME");
  const button = document.querySelector("table.sortable th.number button");
  if (button) {
    const head = button.closest("th"), table = head.closest("table");
    const values = () => [...table.tBodies[0].rows].map(row => row.cells[head.cellIndex].dataset.value).filter(value => value !== undefined);
    const before = values().map(Number).sort((a, b) => a - b).join();
    button.focus(); button.click();
    if (head.getAttribute("aria-sort") !== "ascending" || values().map(Number).join() !== before) note("sorting up does not sort");
    button.click();
    if (head.getAttribute("aria-sort") !== "descending" || values().map(Number).reverse().join() !== before) note("sorting down does not sort");
  } else if (document.querySelector("table.sortable th.number")) note("no button to sort by");
  if (!LOOKED_AT) { parent.tell(NUMBER, found, ""); return; }
  // Pictures have a name and a text, and nothing of theirs is reached; rows of a table are alike, but for those with a mark.
  document.querySelectorAll("svg").forEach(picture => picture.replaceChildren());
  document.querySelectorAll("tbody tr:not([class]):nth-child(n+6)").forEach(row => row.remove());
  const result = await axe.run(document, { resultTypes: ["violations"] });
  for (const violation of result.violations)
    note("axe " + violation.id + ": " + violation.nodes.length + " x, as " + violation.nodes[0].html.slice(0, 160) + " "
         + (violation.nodes[0].any[0] ? violation.nodes[0].any[0].message : ""));
  if (!result.passes.length) note("axe has looked at nothing");
  parent.tell(NUMBER, found, "");
})().catch(error => parent.tell(NUMBER, ["the probe failed: " + error], ""));
"""
# Hostile names may try any of these; all end in one mark.
TRAP = "delete window.owned; for (const name of ['alert', 'confirm', 'prompt', 'owned']) window[name] = () => { window.owned = 1; }; delete window.owned;"
OUTER = """<!DOCTYPE html><meta charset="utf-8"><title>pages</title><style>body{margin:0} iframe{border:0;display:block;height:800px}</style>
<pre id="out"></pre><script>
const told = {}, wanted = COUNT;
window.tell = (number, found, text) => {
  told[number] = [found, text];
  if (Object.keys(told).length === wanted) document.getElementById("out").textContent = JSON.stringify(told);
};
</script>
"""


def copy_of(text, axe, width, scheme, number):
    """Without its policy, with a trap before and a probe behind everything else. axe-core takes its time: each scheme has its width."""
    looked_at = (width, scheme) in ((1280, "light"), (390, "dark"))
    probe = PROBE.replace("WIDTH", str(width)).replace("SCHEME", scheme).replace("NUMBER", str(number)).replace("SCRIPTS", "4")
    probe = probe.replace("LOOKED_AT", "true" if looked_at else "false")
    policy = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')
    assert len(policy.findall(text)) == 1
    text = policy.sub(f"<script>{TRAP}</script>", text)
    return text.replace("</body>", f"<script>{axe if looked_at else ''}</script><script>{probe}</script></body>")


def frames(pages, axe, scheme):
    number = 0
    for page in pages:
        text = pathlib.Path(page).read_text(encoding="utf-8")
        for width in (1280, 390):
            yield f'<iframe style="width:{width}px;color-scheme:{scheme}" srcdoc="{html.escape(copy_of(text, axe, width, scheme, number))}"></iframe>'
            number += 1
        yield f"""<iframe style="width:390px" srcdoc="{html.escape(text)}" onload='const buttons = this.contentDocument.querySelectorAll("th button").length;
            tell({number}, buttons ? [] : ["our script did not run under the policy of the page"], this.contentDocument.body.textContent)'></iframe>"""
        number += 1


def browse(scheme, axe, pages):
    axe = pathlib.Path(axe).read_text(encoding="utf-8")
    assert "</script" not in axe
    with tempfile.TemporaryDirectory() as folder:
        outer = pathlib.Path(folder, "outer.html")
        outer.write_text(OUTER.replace("COUNT", str(3 * len(pages))) + "\n".join(frames(pages, axe, scheme)), encoding="utf-8")
        # Root has no sandbox; a container's /dev/shm may be small.
        done = subprocess.run(["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", f"--user-data-dir={folder}/profile",
                               f"--blink-settings=preferredColorScheme={0 if scheme == 'dark' else 1}", "--window-size=1400,1000",
                               "--virtual-time-budget=60000", "--dump-dom", outer.as_uri()],
                              capture_output=True, text=True, timeout=240, env={"PATH": "/usr/bin:/bin", "HOME": folder})
    out = re.search(r'<pre id="out">(.*?)</pre>', done.stdout, re.DOTALL)
    if not out or not out[1]:
        return [f"the browser has not told: exit code {done.returncode}, {done.stderr[-600:]}"]
    told = json.loads(html.unescape(out[1]))
    problems = []
    for number, (found, seen) in sorted(told.items(), key=lambda item: int(item[0])):
        page, which = pages[int(number) // 3], int(number) % 3
        if which == 2:
            found += [f"the browser does not show {text!r}" for text in read(page).texts if text not in seen]
        problems += [f"{page}, {('at 1280 pixels', 'at 390 pixels', 'untouched')[which]}, {scheme}: {text}" for text in found]
    return problems


def main():
    what, *rest = sys.argv[1:]
    if what == "check":
        problems = [f"{path}: {problem}" for path in rest for problem in read(path).problems]
    elif what == "texts":
        problems = []
        for path in rest:
            print("\n".join(read(path).texts))
    else:
        problems = browse(rest[0], rest[1], rest[2:])
    print("\n".join(problems), end="\n" if problems else "")
    sys.exit(1 if problems else 0)


main()
