/** The layout blocks of Block Kit, and a list of them that changes in place without losing the cursor. */

import { h, icon, reconcile, uniqueId } from "./dom.js";
import { renderElement, renderImage, unsupported } from "./elements.js";
import { textWithEmoji } from "./emoji.js";
import { keepFocus } from "./focus.js";
import { renderMrkdwn } from "./mrkdwn.js";
import { zoomable } from "./pictures.js";
import { renderRichText } from "./rich_text.js";

const RENDERERS = {
  section: renderSection,
  header: (block) => h("h2", { class: "block-header", dir: "auto" }, plain(block.text)),
  context: renderContext,
  divider: () => h("hr", { class: "block-divider" }),
  actions: (block, ctx) =>
    h(
      "div",
      { class: "block-actions" },
      (block.elements ?? []).map((element) => renderElement(element, block, ctx)),
    ),
  image: renderImageBlock,
  rich_text: (block, { world }) => h("div", { class: "rich-text" }, renderRichText(block, world)),
  table: renderTable,
  input: renderInput,
};

/** Blocks on the page. Those that did not change keep their nodes, and with them focus and open lists. */
export class BlockList {
  #ctx;
  #drawn = new Map();
  element = h("div", { class: "blocks" });

  constructor(ctx) {
    this.#ctx = ctx;
  }

  /** Show these blocks instead of the ones before. */
  update(blocks) {
    const next = new Map();
    blocks.forEach((block, index) => {
      const id = block.block_id ?? `block-${index}`;
      const json = JSON.stringify(block);
      const old = this.#drawn.get(id);
      next.set(id, old?.json === json ? old : { json, node: renderBlock(block, this.#ctx) });
    });
    this.#drawn = next;
    keepFocus(this.element, () =>
      reconcile(
        this.element,
        [...next.values()].map(({ node }) => node),
      ),
    );
  }

  /** Show `errors` ({block_id: text}) at their fields and clear all others; return the ones without a field. */
  showErrors(errors) {
    const lost = { ...errors };
    for (const [id, { node }] of this.#drawn) {
      const slot = node.querySelector(".field-error");
      if (!slot) continue;
      setError(node, slot, errors[id] ?? null);
      delete lost[id];
    }
    this.element.querySelector(".has-error :is(input, textarea, select, button)")?.focus();
    return Object.values(lost);
  }

  /** Take the error away from one field, since the person is working on it. */
  clearError(blockId) {
    const node = this.#drawn.get(blockId)?.node;
    const slot = node?.querySelector(".field-error");
    if (slot) setError(node, slot, null);
  }
}

function setError(node, slot, text) {
  node.classList.toggle("has-error", text !== null);
  slot.hidden = text === null;
  slot.replaceChildren(...(text === null ? [] : [icon("alert"), h("span", { dir: "auto" }, text)]));
  for (const control of node.querySelectorAll("input, textarea"))
    control.setAttribute("aria-invalid", String(text !== null));
}

function renderBlock(block, ctx) {
  const render = RENDERERS[block.type];
  return h(
    "div",
    { class: "block", data: { blockId: block.block_id, blockType: block.type } },
    render ? render(block, ctx) : unsupported(block.type),
  );
}

function plain(text) {
  return textWithEmoji(text?.text ?? "", { names: text?.emoji !== false });
}

function textNodes(text, world) {
  return text.type === "mrkdwn" ? renderMrkdwn(text.text, world, { verbatim: text.verbatim }) : plain(text);
}

function renderSection(block, ctx) {
  const body = h(
    "div",
    { class: "section-body" },
    block.text && h("div", { class: "text", dir: "auto" }, textNodes(block.text, ctx.world)),
    block.fields &&
      h(
        "div",
        { class: "section-fields" },
        block.fields.map((field) => h("div", { class: "text", dir: "auto" }, textNodes(field, ctx.world))),
      ),
  );
  if (!block.accessory) return body;
  const accessory = h("div", { class: "section-accessory" }, renderElement(block.accessory, block, ctx));
  return h("div", { class: "section" }, body, accessory);
}

function renderContext(block, { world }) {
  return h(
    "div",
    { class: "block-context" },
    (block.elements ?? []).map((element) =>
      element.type === "image"
        ? renderImage(element, "image-tiny")
        : h("span", { class: "text", dir: "auto" }, textNodes(element, world)),
    ),
  );
}

function renderImageBlock(block) {
  return h(
    "figure",
    { class: "block-image" },
    block.title && h("figcaption", { dir: "auto" }, plain(block.title)),
    zoomable(renderImage(block, "image-large")),
  );
}

function renderTable(block, { world }) {
  const settings = block.column_settings ?? [];
  const cell = (content, index, tag) =>
    h(
      tag,
      { dir: "auto", data: { align: settings[index]?.align } },
      content.type === "rich_text" ? renderRichText(content, world) : textWithEmoji(content.text ?? ""),
    );
  const row = (cells, tag) =>
    h(
      "tr",
      null,
      cells.map((content, index) => cell(content, index, tag)),
    );
  const [head, ...rest] = block.rows ?? [];
  return h(
    "div",
    { class: "block-table", tabindex: "0", role: "group", "aria-label": "Table" },
    h(
      "table",
      null,
      head && h("thead", null, row(head, "th")),
      h(
        "tbody",
        null,
        rest.map((cells) => row(cells, "td")),
      ),
    ),
  );
}

function renderInput(block, ctx) {
  const { element } = block;
  const grouped = element.type === "checkboxes" || element.type === "radio_buttons";
  const controlId = uniqueId("control");
  const hintId = uniqueId("hint");
  const errorId = uniqueId("error");
  const describedBy = [block.hint && hintId, errorId].filter(Boolean).join(" ");
  const inner = { ...ctx, label: block.label.text, controlId, describedBy, required: !block.optional };
  return h(
    "div",
    { class: "field" },
    h(
      grouped ? "div" : "label",
      { class: "field-label", for: grouped ? null : controlId, dir: "auto" },
      plain(block.label),
      block.optional && h("span", { class: "field-optional" }, " (optional)"),
    ),
    renderElement(element, block, inner),
    h("div", {
      class: "field-error",
      id: errorId,
      role: "alert",
      hidden: true,
      data: { testid: "field-error", blockId: block.block_id },
    }),
    block.hint && h("div", { class: "field-hint", id: hintId, dir: "auto" }, plain(block.hint)),
  );
}
