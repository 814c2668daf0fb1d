"use strict";
// Sorting and filtering of the table. Without it, the page reads as well.
(() => {
  const table = document.querySelector("table.all");
  if (!table) return;
  const body = table.tBodies[0];
  const rows = [...body.rows].map((row, at) => ({
    row, at,
    text: row.textContent.toLowerCase(),
    kinds: JSON.parse(row.dataset.kinds),
    keys: [...row.cells].map((cell) => cell.dataset.key ?? ""),
  }));
  const controls = document.getElementById("controls");
  const words = document.getElementById("words");
  const kind = document.getElementById("kind");
  const shown = document.getElementById("shown");

  const compare = (one, other) => {
    if (one === "" || other === "") return (one === "") - (other === "");
    return one - other;
  };
  const sort = (column, down) => {
    const sign = down ? -1 : 1;
    const byName = column === 0;
    const order = [...rows].sort((one, other) => {
      if (byName) return sign * (one.at - other.at);
      const [a, b] = [one.keys[column], other.keys[column]];
      if (a === "" || b === "") return compare(a, b) || one.at - other.at;
      return sign * compare(a, b) || one.at - other.at;
    });
    body.append(...order.map((each) => each.row));
  };
  const filter = () => {
    const wanted = words.value.toLowerCase().split(/\s+/).filter(Boolean);
    let many = 0;
    for (const each of rows) {
      const fits = wanted.every((word) => each.text.includes(word))
        && (kind.value === "" || each.kinds.includes(kind.value)
            || (kind.value === "any" && each.kinds.length > 0));
      each.row.hidden = !fits;
      many += fits;
    }
    shown.textContent = `${many} of ${rows.length} shown`;
  };

  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => {
    if (!head.dataset.sort) return;
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      // Names go up first, points down: the first click shows what one looks for.
      const now = head.getAttribute("aria-sort");
      const down = now === null ? column !== 0 : now === "ascending";
      heads.forEach((other) => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      sort(column, down);
    });
  });
  words.addEventListener("input", filter);
  kind.addEventListener("change", filter);
  controls.hidden = false;
  filter();
})();
