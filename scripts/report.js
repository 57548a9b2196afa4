// Tables that can be sorted: a button in each head, up, then down. Without this script the page says the same.
"use strict";
for (const table of document.querySelectorAll("table.sortable")) {
  const heads = [...table.tHead.rows[0].cells], body = table.tBodies[0], collator = new Intl.Collator("en", { numeric: true });
  const key = (row, column) => row.cells[column].dataset.value ?? row.cells[column].textContent;
  // Numbers by their value, texts as people do, and what was not measured last in both directions.
  const order = (a, b, down) => {
    if (a === "" || b === "") return (a === "") - (b === "");
    const way = a !== "" && !isNaN(a) && !isNaN(b) ? a - b : collator.compare(a, b);
    return down ? -way : way;
  };
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      heads.forEach(other => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      body.append(...[...body.rows].sort((a, b) => order(key(a, column), key(b, column), down)));
    });
  });
}
