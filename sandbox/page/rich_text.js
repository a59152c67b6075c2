/** Slack's rich_text block as DOM nodes. Its text is literal: nothing in it is read as markup. */

import { h } from "./dom.js";
import { emojiByCharacter, emojiByName, textWithEmoji } from "./emoji.js";
import { broadcastChip, channelChip, dateChip, linkTo, userChip } from "./mentions.js";

const PARTS = {
  rich_text_section: (part, world) => h("div", { class: "rich-section", dir: "auto" }, inlines(part, world)),
  rich_text_preformatted: (part, world) => h("pre", { class: "fence", dir: "auto" }, inlines(part, world)),
  rich_text_quote: (part, world) => h("blockquote", { class: "quote", dir: "auto" }, inlines(part, world)),
  rich_text_list: (part, world) => list(part, world),
};

const INLINES = {
  text: (element) => textWithEmoji(element.text),
  link: (element) => linkTo(element.url, ...textWithEmoji(element.text ?? element.url)),
  emoji: (element) => emoji(element),
  user: (element, world) => userChip(world, element.user_id),
  channel: (element, world) => channelChip(world, element.channel_id),
  usergroup: (element) => h("span", { class: "mention" }, `@${element.usergroup_id}`),
  broadcast: (element) => broadcastChip(element.range),
  color: (element) => h("code", { class: "code" }, element.value),
  date: (element, world) =>
    dateChip(world, {
      seconds: element.timestamp,
      format: element.format,
      url: element.url,
      fallback: element.fallback ?? "",
    }),
};

/** Draw the elements of a rich_text block, or of a rich_text table cell. */
export function renderRichText(block, world) {
  return (block.elements ?? []).map((part) =>
    PARTS[part.type] ? PARTS[part.type](part, world) : unknown(part),
  );
}

function list(part, world) {
  const ordered = part.style === "ordered";
  return h(
    ordered ? "ol" : "ul",
    {
      class: "rich-list",
      start: ordered && part.offset ? part.offset + 1 : null,
      data: { indent: part.indent ?? 0, bordered: part.border ? "yes" : null },
      vars: { "--indent": String(part.indent ?? 0) },
    },
    (part.elements ?? []).map((item) => h("li", { dir: "auto" }, inlines(item, world))),
  );
}

function inlines(part, world) {
  return (part.elements ?? []).flatMap((element) => {
    const draw = INLINES[element.type];
    return draw ? styledBy(element.style, draw(element, world)) : [unknown(element)];
  });
}

function styledBy(style, content) {
  let nodes = [content].flat();
  if (style?.code) nodes = [h("code", { class: "code", dir: "auto" }, nodes)];
  if (style?.strike) nodes = [h("s", null, nodes)];
  if (style?.italic) nodes = [h("em", null, nodes)];
  if (style?.underline) nodes = [h("u", null, nodes)];
  return style?.bold ? [h("strong", null, nodes)] : nodes;
}

function emoji({ name, unicode }) {
  const known = emojiByName(name);
  if (known) return known;
  if (!/^[0-9a-f]{2,5}(-[0-9a-f]{2,5})*$/i.test(unicode ?? "")) return document.createTextNode(`:${name}:`);
  return emojiByCharacter(String.fromCodePoint(...unicode.split("-").map((code) => parseInt(code, 16))));
}

function unknown(part) {
  return h("span", { class: "unsupported" }, `unsupported ${part.type}`);
}
