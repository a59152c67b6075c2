/** Slack's mrkdwn as DOM nodes: fences and quotes first, then what must not be styled, then styles. */

import { h } from "./dom.js";
import { emojiByName, textWithEmoji } from "./emoji.js";
import { broadcastChip, channelChip, dateChip, linkTo, userChip } from "./mentions.js";

const FENCE = /\n?```\n?([\s\S]+?)\n?```\n?/;
const ATOM = /<([^<>\n]+)>|`([^`\n]+)`|(https?:\/\/[^\s<>|`*~]*[^\s<>|`*~_.,;:!?)'"])|:([a-z0-9_+'-]+):/giu;
const STYLE = /(?<![\p{L}\p{N}])([*_~])(?=\S)([^\n]*?\S)\1(?![\p{L}\p{N}])/u;
const TAGS = { "*": "strong", _: "em", "~": "s" };
const FIRST_MARK = 0xf0000; // private-use characters stand for what is already drawn
const MARKS = /[\u{F0000}-\u{FFFFD}]/gu;

/** Undo the three entities that Slack escapes text with. */
function decodeEntities(text) {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

/** Draw mrkdwn. `verbatim` leaves bare addresses alone, as Slack does. */
export function renderMrkdwn(text, world, { verbatim = false } = {}) {
  const context = { world, verbatim };
  return String(text ?? "")
    .replace(MARKS, "")
    .split(FENCE)
    .flatMap((piece, index) => (index % 2 ? [fenced(piece)] : quotesAndLines(piece, context)));
}

function fenced(text) {
  return h("pre", { class: "fence", dir: "auto" }, decodeEntities(text));
}

function quotesAndLines(text, context) {
  if (text.trim() === "") return [];
  const nodes = [];
  for (const group of groupLines(text.split("\n"))) {
    const content = inline(group.lines.join("\n"), context);
    if (group.quoted) nodes.push(h("blockquote", { class: "quote", dir: "auto" }, content));
    else nodes.push(...content);
  }
  return nodes;
}

function groupLines(lines) {
  const groups = [];
  for (const line of lines) {
    const quoted = /^(&gt;|>)/.test(line);
    const shown = quoted ? line.replace(/^(&gt;|>) ?/, "") : line;
    const last = groups.at(-1);
    if (last && last.quoted === quoted) last.lines.push(shown);
    else groups.push({ quoted, lines: [shown] });
  }
  return groups;
}

function inline(text, context) {
  const atoms = [];
  const marked = text.replace(ATOM, (whole, angle, code, address, name) => {
    const node = atom({ angle, code, address, name }, context);
    if (node === null) return whole;
    atoms.push(node);
    return String.fromCodePoint(FIRST_MARK + atoms.length - 1);
  });
  return styled(marked, atoms);
}

function atom({ angle, code, address, name }, context) {
  if (angle !== undefined) return reference(angle, context);
  if (code !== undefined) return h("code", { class: "code", dir: "auto" }, decodeEntities(code));
  if (address !== undefined) return context.verbatim ? null : linkTo(decodeEntities(address));
  return emojiByName(name.toLowerCase());
}

function reference(inner, { world }) {
  const [target, label] = splitOnce(inner, "|");
  if (/^@[UW]\w+$/.test(target)) return userChip(world, target.slice(1), label && decodeEntities(label));
  if (/^#[CGD]\w+$/.test(target)) return channelChip(world, target.slice(1), label && decodeEntities(label));
  if (target.startsWith("!date^")) return moment(target, label, world);
  if (/^!(here|channel|everyone)$/.test(target)) return broadcastChip(target.slice(1));
  if (target.startsWith("!")) return document.createTextNode(decodeEntities(label ?? `<${target}>`));
  if (!/^(https?:\/\/|mailto:|tel:)/i.test(target)) return null;
  return linkTo(decodeEntities(target), ...textWithEmoji(decodeEntities(label ?? target), { names: true }));
}

function moment(target, fallback, world) {
  const [, seconds, format, url] = target.split("^");
  return dateChip(world, {
    seconds: Number(seconds),
    format: decodeEntities(format ?? ""),
    url: url && decodeEntities(url),
    fallback: decodeEntities(fallback ?? ""),
  });
}

function splitOnce(text, separator) {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

function styled(text, atoms) {
  const match = STYLE.exec(text);
  if (!match) return leaf(text, atoms);
  const before = text.slice(0, match.index);
  const after = text.slice(match.index + match[0].length);
  return [...leaf(before, atoms), h(TAGS[match[1]], null, styled(match[2], atoms)), ...styled(after, atoms)];
}

function leaf(text, atoms) {
  return text
    .split(/([\u{F0000}-\u{FFFFD}]|\n)/u)
    .filter((piece) => piece !== "")
    .flatMap((piece) => {
      if (piece === "\n") return [h("br")];
      const mark = piece.codePointAt(0);
      return mark >= FIRST_MARK ? [atoms[mark - FIRST_MARK]] : textWithEmoji(decodeEntities(piece));
    });
}
