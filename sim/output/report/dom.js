// Elements in one call: el("p", {class: "note"}, "text", node). Text is always text, never markup.
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value != null) node.setAttribute(name, value);
  }
  node.append(...children.flat().filter((child) => child != null));
  return node;
}

export function table(caption, columns, rows) {
  const head = el(
    "tr",
    {},
    columns.map((column) => el("th", { scope: "col" }, column)),
  );
  const line = (cells) =>
    el(
      "tr",
      {},
      cells.map((cell, i) => el(i ? "td" : "th", i ? {} : { scope: "row" }, cell)),
    );
  return el(
    "table",
    {},
    caption && el("caption", {}, caption),
    el("thead", {}, head),
    el("tbody", {}, rows.map(line)),
  );
}

// May be broken after a dot or an underscore.
export const breakable = (text) =>
  el(
    "span",
    {},
    text.split(/(?<=[._])/).flatMap((part) => [part, el("wbr")]),
  );
