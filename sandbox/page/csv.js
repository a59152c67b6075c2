/** Reads comma-, semicolon- or tab-separated text, quoted fields with line breaks included. */

/** Split text into rows of cells; the separator is the one that the first line holds most of. */
export function parseCsv(text) {
  const separator = separatorOf(text);
  const field = new RegExp(`"((?:[^"]|"")*)"|[^${separator}\r\n]+|(${separator})|(\r?\n)`, "g");
  const rows = [];
  let row = [""];
  for (const [whole, quoted, isSeparator, isBreak] of text.matchAll(field)) {
    if (isSeparator) row.push("");
    else if (isBreak) {
      rows.push(row);
      row = [""];
    } else row[row.length - 1] += quoted?.replaceAll('""', '"') ?? whole;
  }
  if (row.length > 1 || row[0] !== "") rows.push(row);
  return rows.filter((cells) => cells.length > 1 || cells[0] !== "");
}

function separatorOf(text) {
  const [first] = text.split("\n", 1);
  const count = (mark) => first.split(mark).length;
  return [",", ";", "\t"].sort((a, b) => count(b) - count(a))[0];
}
