/** Inputs that are typed into: text in one or many lines, numbers, addresses. */

import { h } from "./dom.js";

const TYPES = { number_input: "text", email_text_input: "email", url_text_input: "url" };

/** Draw a text, number, e-mail or URL input. */
export function renderTextInput(element, block, ctx) {
  const triggers = element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  const keep = (node) => ctx.fill(block, element, node.value);
  const dispatch = (node) => ctx.change(block, element, { value: node.value || null });
  const node = h(element.multiline ? "textarea" : "input", {
    ...inputAttributes(element, block, ctx),
    class: "text-input",
    dir: "auto",
    type: element.multiline ? null : (TYPES[element.type] ?? "text"),
    inputmode: element.type === "number_input" ? "decimal" : null,
    rows: element.multiline ? 4 : null,
    placeholder: element.placeholder?.text,
    maxlength: element.max_length ?? 3000,
    autocomplete: "off",
    oninput: () => (triggers.includes("on_character_entered") ? dispatch(node) : keep(node)),
    onkeydown: (event) => {
      if (event.key !== "Enter" || event.isComposing || element.multiline) return;
      if (!block.dispatch_action || !triggers.includes("on_enter_pressed")) return;
      event.preventDefault();
      dispatch(node);
    },
  });
  node.value = ctx.fields.get(block.block_id, element.action_id) ?? "";
  return node;
}

/** The attributes that every typed input has. */
export function inputAttributes(element, block, ctx) {
  return {
    id: ctx.controlId,
    "aria-label": ctx.controlId ? null : (element.placeholder?.text ?? element.action_id),
    "aria-describedby": ctx.describedBy,
    "aria-required": ctx.required ? "true" : null,
    autofocus: element.focus_on_load ? true : null,
    data: { blockId: block.block_id, actionId: element.action_id },
  };
}
