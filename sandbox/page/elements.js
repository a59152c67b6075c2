/** The interactive elements of Block Kit, by type. */

import { renderChoices } from "./choices.js";
import { askToConfirm } from "./confirm.js";
import { h, icon, safeUrl } from "./dom.js";
import { textWithEmoji } from "./emoji.js";
import { ownPath, placeOf, visit } from "./links.js";
import { menuButton } from "./menu.js";
import { renderMultiSelect } from "./multi_selects.js";
import { renderPicker } from "./pickers.js";
import { renderSelect } from "./selects.js";
import { renderTextInput } from "./text_inputs.js";

const RENDERERS = {
  button: renderButton,
  overflow: renderOverflow,
  image: (element) => renderImage(element),
  plain_text_input: renderTextInput,
  number_input: renderTextInput,
  email_text_input: renderTextInput,
  url_text_input: renderTextInput,
  static_select: renderSelect,
  external_select: renderSelect,
  users_select: renderSelect,
  channels_select: renderSelect,
  conversations_select: renderSelect,
  multi_static_select: renderMultiSelect,
  multi_external_select: renderMultiSelect,
  multi_users_select: renderMultiSelect,
  multi_channels_select: renderMultiSelect,
  multi_conversations_select: renderMultiSelect,
  datepicker: renderPicker,
  timepicker: renderPicker,
  datetimepicker: renderPicker,
  checkboxes: renderChoices,
  radio_buttons: renderChoices,
};

/**
 * Draw one element. `ctx` brings world, fields, `change(block, element, value)`, `fill(block, element, text)`,
 * `press(block, element, extra)` and `suggest(block, element, query)`; inside an input block also its label.
 */
export function renderElement(element, block, ctx) {
  const render = RENDERERS[element.type];
  return render ? render(element, block, ctx) : unsupported(element.type);
}

/** The chip that stands where this page cannot draw something. */
export function unsupported(what) {
  return h("span", { class: "unsupported", data: { testid: "unsupported" } }, `unsupported block: ${what}`);
}

/** Draw an image of this server; a picture from elsewhere is only named, since the page stays offline. */
export function renderImage(image, className = "image-small") {
  const address = image.image_url ?? image.slack_file?.url;
  const src = ownPath(address ?? "");
  const alt = image.alt_text ?? "image";
  if (!src) return h("span", { class: "image-absent", title: address }, icon("image"), alt);
  return h("img", { class: className, src, alt, loading: "lazy" });
}

function renderButton(element, block, ctx) {
  const href = element.url ? safeUrl(element.url) : null;
  const place = placeOf(element.url);
  const press = async (event) => {
    if (element.confirm) {
      event.preventDefault();
      if (!(await askToConfirm(element.confirm, ctx.world))) return;
      if (href) visit(href);
    }
    ctx.press(block, element, { value: element.value, text: element.text });
  };
  return h(
    href ? "a" : "button",
    {
      class: "button",
      type: href ? null : "button",
      href: place ?? href,
      target: href && !place && "_blank",
      rel: href && !place && "noopener noreferrer",
      "aria-label": element.accessibility_label,
      data: { style: element.style, place, blockId: block.block_id, actionId: element.action_id },
      onclick: press,
    },
    h("span", { dir: "auto" }, textWithEmoji(element.text.text, { names: element.text.emoji !== false })),
    href && !place && icon("out", "icon button-out"),
  );
}

function renderOverflow(element, block, ctx) {
  const choose = async (option) => {
    if (element.confirm && !(await askToConfirm(element.confirm, ctx.world))) return;
    if (option.url) visit(option.url);
    ctx.press(block, element, { selected_option: option });
  };
  return menuButton({
    label: "More actions",
    symbol: "more",
    data: { blockId: block.block_id, actionId: element.action_id },
    items: () =>
      element.options.map((option) => ({
        content: textWithEmoji(option.text.text, { names: true }),
        data: { value: option.value },
        onChoose: () => choose(option),
      })),
  });
}
