/** The interactive elements of Block Kit, by type. */

import { renderChoices } from "./choices.js";
import { askToConfirm } from "./confirm.js";
import { h, icon, safeUrl, uniqueId } from "./dom.js";
import { textWithEmoji } from "./emoji.js";
import { Popup } from "./popup.js";
import { renderSelect } from "./selects.js";
import { renderPicker, renderTextInput } from "./text_inputs.js";

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
export function renderImage({ image_url: address, alt_text: alt }, className = "image-small") {
  const href = safeUrl(address ?? "");
  if (!href || new URL(href).origin !== location.origin) {
    return h("span", { class: "image-absent", title: address }, icon("image"), alt ?? "image");
  }
  return h("img", { class: className, src: href, alt, loading: "lazy" });
}

function renderButton(element, block, ctx) {
  const href = element.url ? safeUrl(element.url) : null;
  const press = async (event) => {
    if (element.confirm) {
      event.preventDefault();
      if (!(await askToConfirm(element.confirm, ctx.world))) return;
      if (href) open(href, "_blank", "noopener");
    }
    ctx.press(block, element, { value: element.value, text: element.text });
  };
  return h(
    href ? "a" : "button",
    {
      class: "button",
      type: href ? null : "button",
      href,
      target: href && "_blank",
      rel: href && "noopener noreferrer",
      "aria-label": element.accessibility_label,
      data: { style: element.style, blockId: block.block_id, actionId: element.action_id },
      onclick: press,
    },
    h("span", { dir: "auto" }, textWithEmoji(element.text.text, { names: element.text.emoji !== false })),
    href && icon("out", "icon button-out"),
  );
}

function renderOverflow(element, block, ctx) {
  const id = uniqueId("menu");
  const trigger = h(
    "button",
    {
      class: "icon-button",
      type: "button",
      "aria-label": "More actions",
      "aria-haspopup": "menu",
      "aria-expanded": "false",
      "aria-controls": id,
      data: { blockId: block.block_id, actionId: element.action_id },
      onclick: () => (popup.isOpen ? popup.close() : openMenu()),
    },
    icon("more"),
  );
  const popup = new Popup(trigger, {
    role: "menu",
    id,
    className: "menu",
    label: "More actions",
    onClose: () => trigger.setAttribute("aria-expanded", "false"),
  });
  const choose = async (option) => {
    popup.close();
    trigger.focus();
    if (element.confirm && !(await askToConfirm(element.confirm, ctx.world))) return;
    ctx.press(block, element, { selected_option: option });
  };
  const items = element.options.map((option) =>
    h(
      "button",
      {
        class: "menu-item",
        type: "button",
        role: "menuitem",
        data: { value: option.value },
        onclick: () => choose(option),
      },
      textWithEmoji(option.text.text, { names: true }),
    ),
  );
  const openMenu = () => {
    popup.open();
    trigger.setAttribute("aria-expanded", "true");
    items[0]?.focus();
  };
  popup.fill(...items);
  popup.element.addEventListener("keydown", (event) => moveInMenu(event, items, popup, trigger));
  return h("span", { class: "overflow" }, trigger, popup.element);
}

function moveInMenu(event, items, popup, trigger) {
  const at = items.indexOf(document.activeElement);
  const steps = { ArrowDown: 1, ArrowUp: -1 };
  if (event.key in steps) items[(at + steps[event.key] + items.length) % items.length].focus();
  else if (event.key === "Escape" || event.key === "Tab") {
    popup.close();
    trigger.focus();
  } else return;
  event.preventDefault();
  event.stopPropagation();
}
