/** What a cell's text is sorted by: numbers, sizes and addresses by value and before all other text. */
function sortKey(text) {
  const units = { B: 0, KiB: 1, MiB: 2, GiB: 3, TiB: 4, PiB: 5 };
  const hexadecimal = /^\+?0x([0-9a-f]+)$/i.exec(text);
  if (hexadecimal) {
    return { number: parseInt(hexadecimal[1], 16), text };
  }
  const decimal = /^(-?[\d,]+(?:\.\d+)?)(?: ([KMGTP]?i?B))?$/.exec(text);
  if (decimal) {
    const value = Number(decimal[1].replaceAll(",", ""));
    return { number: value * 1024 ** (units[decimal[2]] ?? 0), text };
  }
  return { number: Infinity, text };
}

/** A table that is sorted by the buttons over its columns, and filtered by the words typed beside it. */
class SortableTable {
  constructor(block) {
    this.body = block.querySelector("tbody");
    this.rows = [...this.body.rows];
    this.count = block.querySelector("output");
    this.filter = block.querySelector("input.filter");
    this.headings = [...block.querySelectorAll("th[aria-sort]")];
    this.headings.forEach((heading, column) => {
      heading.querySelector("button").addEventListener("click", () => this.sort(heading, column));
    });
    this.filter?.addEventListener("input", () => this.show());
  }

  sort(heading, column) {
    const descending = heading.getAttribute("aria-sort") === "ascending";
    this.headings.forEach((other) => other.setAttribute("aria-sort", "none"));
    heading.setAttribute("aria-sort", descending ? "descending" : "ascending");
    const keys = new Map(this.rows.map((row) => [row, sortKey(row.cells[column].textContent)]));
    const direction = descending ? -1 : 1;
    this.rows.sort((a, b) => direction * this.compare(keys.get(a), keys.get(b)));
    this.body.append(...this.rows);
  }

  compare(a, b) {
    if (a.number !== b.number) {
      return a.number < b.number ? -1 : 1;
    }
    return a.text < b.text ? -1 : a.text > b.text ? 1 : 0;
  }

  show() {
    const words = this.filter.value.toLowerCase().split(/\s+/).filter((word) => word);
    let shown = 0;
    for (const row of this.rows) {
      const text = row.textContent.toLowerCase();
      row.hidden = !words.every((word) => text.includes(word));
      shown += row.hidden ? 0 : 1;
    }
    this.count.textContent = words.length ? `${shown} of ${this.rows.length} rows` : "";
  }
}
