/** Checkboxes and radio buttons. */

import { h, uniqueId } from "./dom.js";
import { textWithEmoji } from "./emoji.js";
import { valueKey } from "./fields.js";
import { renderMrkdwn } from "./mrkdwn.js";

/** Draw a group of checkboxes or radio buttons. */
export function renderChoices(element, block, ctx) {
  const many = element.type === "checkboxes";
  const name = uniqueId("choice");
  const chosen = [ctx.fields.get(block.block_id, element.action_id) ?? []]
    .flat()
    .map((option) => option.value);
  const boxes = element.options.map((option) => ({
    option,
    box: h("input", {
      type: many ? "checkbox" : "radio",
      name,
      value: option.value,
      onchange: () => report(),
    }),
  }));
  for (const { option, box } of boxes) box.checked = chosen.includes(option.value);

  const report = () => {
    const picked = boxes.filter(({ box }) => box.checked).map(({ option }) => option);
    ctx.change(block, element, { [valueKey(element.type)]: many ? picked : (picked[0] ?? null) });
  };

  return h(
    "div",
    {
      class: "choices",
      role: many ? "group" : "radiogroup",
      "aria-label": ctx.label,
      "aria-describedby": ctx.describedBy,
      data: { blockId: block.block_id, actionId: element.action_id },
    },
    boxes.map(({ option, box }) => choice(option, box, ctx.world)),
  );
}

function choice(option, box, world) {
  return h(
    "label",
    { class: "choice" },
    box,
    h(
      "span",
      { class: "choice-text", dir: "auto" },
      optionText(option.text, world),
      option.description && h("small", { dir: "auto" }, optionText(option.description, world)),
    ),
  );
}

function optionText(text, world) {
  if (text.type === "mrkdwn") return renderMrkdwn(text.text, world, { verbatim: text.verbatim });
  return textWithEmoji(text.text, { names: text.emoji !== false });
}
