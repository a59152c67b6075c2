/** The first lines of a text or table file, fetched when the file is drawn. */

import { parseCsv } from "./csv.js";
import { h } from "./dom.js";

const MOST_BYTES = 32768;
const MOST_LINES = 8;
const MOST_ROWS = 6;
const MOST_COLUMNS = 12;

/** Draw a file's beginning, as a table or as lines; it fills itself in once it has been fetched. */
export function renderPreview(file, address, { asTable }) {
  const box = h("div", { class: "preview", hidden: true, data: { testid: "file-preview" } });
  const draw = asTable ? tableOf : linesOf;
  beginning(address)
    .then((start) => {
      if (start.text.trim() === "") return;
      box.replaceChildren(...draw(start, file));
      box.hidden = false;
    })
    .catch(() => {}); // without its beginning a file can still be downloaded
  return box;
}

async function beginning(address) {
  const answer = await fetch(address);
  if (!answer.ok || answer.redirected) throw new Error(`The file answered ${answer.status}.`);
  const reader = answer.body.getReader();
  const decoder = new TextDecoder();
  let text = "";
  for (let taken = 0; taken < MOST_BYTES; ) {
    const { done, value } = await reader.read();
    if (done) return { text: text + decoder.decode(), isWhole: true };
    taken += value.length;
    text += decoder.decode(value, { stream: true });
  }
  reader.cancel();
  return { text: text.slice(0, text.lastIndexOf("\n") + 1 || undefined), isWhole: false };
}

function linesOf({ text, isWhole }) {
  const lines = text.trimEnd().split(/\r?\n/);
  const shown = lines.slice(0, MOST_LINES).join("\n");
  return [
    h("pre", { class: "preview-lines", dir: "auto" }, shown),
    more(lines.length - MOST_LINES, "line", isWhole),
  ];
}

function tableOf({ text, isWhole }, { name }) {
  const rows = parseCsv(text);
  const [head, ...rest] = rows.slice(0, MOST_ROWS);
  const hidden = head.length - MOST_COLUMNS;
  const row = (cells, tag) =>
    h(
      "tr",
      null,
      cells.slice(0, MOST_COLUMNS).map((cell) => h(tag, { dir: "auto" }, cell)),
      hidden > 0 && h(tag, { class: "preview-cut" }, tag === "th" ? `${hidden} more columns` : ""),
    );
  const body = rest.map((cells) => row(cells, "td"));
  const table = h("table", null, h("thead", null, row(head, "th")), h("tbody", null, body));
  const label = `Beginning of ${name}`;
  return [
    h("div", { class: "block-table", tabindex: "0", role: "group", "aria-label": label }, table),
    more(rows.length - MOST_ROWS, "row", isWhole),
  ];
}

function more(count, noun, isWhole) {
  if (count <= 0 && isWhole) return "";
  const many = isWhole ? `${count} more ${noun}${count === 1 ? "" : "s"}` : `More ${noun}s`;
  return h("p", { class: "preview-more" }, `${many} in the file`);
}
