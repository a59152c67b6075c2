/** A button with a menu: opened by pointer or keyboard, walked through with the arrows. */

import { h, icon, uniqueId } from "./dom.js";
import { Popup } from "./popup.js";

const STEPS = { ArrowDown: 1, ArrowUp: -1 };

/**
 * Build the button. `items()` is asked each time the menu opens, for [{content, data?, onChoose}];
 * `symbol` is its icon, `data` goes into its dataset.
 */
export function menuButton({ label, symbol, className = "icon-button", data, items }) {
  const id = uniqueId("menu");
  const trigger = h(
    "button",
    {
      class: className,
      type: "button",
      title: label,
      "aria-label": label,
      "aria-haspopup": "menu",
      "aria-expanded": "false",
      "aria-controls": id,
      data,
      onclick: () => (popup.isOpen ? popup.close() : open()),
    },
    icon(symbol),
  );
  const popup = new Popup(trigger, {
    role: "menu",
    id,
    className: "menu",
    label,
    onClose: () => trigger.setAttribute("aria-expanded", "false"),
  });
  const leave = () => {
    popup.close();
    trigger.focus();
  };
  const draw = ({ content, data: facts, onChoose }) =>
    h(
      "button",
      {
        class: "menu-item",
        type: "button",
        role: "menuitem",
        tabindex: "-1",
        data: facts,
        onclick: () => {
          leave();
          onChoose();
        },
      },
      content,
    );
  const open = () => {
    popup.fill(...items().map(draw));
    popup.open();
    trigger.setAttribute("aria-expanded", "true");
    popup.element.firstElementChild?.focus();
  };
  popup.element.addEventListener("keydown", (event) => walk(event, popup.element, leave));
  return h("span", { class: "menu-holder" }, trigger, popup.element);
}

function walk(event, menu, leave) {
  const items = [...menu.children];
  const at = items.indexOf(document.activeElement);
  if (event.key in STEPS) items[(at + STEPS[event.key] + items.length) % items.length].focus();
  else if (event.key === "Home") items[0].focus();
  else if (event.key === "End") items.at(-1).focus();
  else if (event.key === "Escape" || event.key === "Tab") leave();
  else return;
  event.preventDefault();
  event.stopPropagation();
}
