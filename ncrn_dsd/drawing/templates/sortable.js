"use strict";
// Puts a button into every heading of a sortable table; without scripts the tables stay as written.
(function () {
  const news = document.getElementById("sort-news");
  const order = new Intl.Collator("en", { numeric: true }).compare;

  function valueOf(row, column) {
    const cell = row.cells[column];
    return cell.dataset.sort === undefined
      ? { number: null, text: cell.textContent.trim() }
      : { number: Number(cell.dataset.sort), text: "" };
  }

  // Cells without a number come last, whichever way the numbers are sorted.
  function compare(a, b, down) {
    if (a.number === null && b.number !== null) return 1;
    if (a.number !== null && b.number === null) return -1;
    const difference = a.number === null ? order(a.text, b.text) : a.number - b.number;
    return down ? -difference : difference;
  }

  function sortBy(table, heading, column, title) {
    const down = heading.getAttribute("aria-sort") === "ascending";
    const body = table.tBodies[0];
    const rows = Array.from(body.rows, function (row, place) {
      return { row: row, place: place, value: valueOf(row, column) };
    });
    rows.sort(function (a, b) {
      return compare(a.value, b.value, down) || a.place - b.place;
    });
    for (const other of table.tHead.rows[0].cells) other.setAttribute("aria-sort", "none");
    heading.setAttribute("aria-sort", down ? "descending" : "ascending");
    for (const entry of rows) body.append(entry.row);
    news.textContent = "Sorted by " + title + (down ? ", descending" : ", ascending");
  }

  for (const table of document.querySelectorAll("table.sortable")) {
    Array.from(table.tHead.rows[0].cells).forEach(function (heading, column) {
      const title = heading.textContent.trim();
      const button = document.createElement("button");
      button.type = "button";
      button.setAttribute("aria-label", "Sort by " + title);
      button.addEventListener("click", function () { sortBy(table, heading, column, title); });
      heading.setAttribute("aria-sort", "none");
      // The mark stays with the last word of the heading.
      heading.append("\u00a0", button);
    });
    table.dataset.sorting = "ready";
  }
})();
