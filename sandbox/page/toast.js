/** Short notices at the edge of the page. */

import { h } from "./dom.js";

const SHOWN_MS = 6000;

/** Say something to the person; it goes away by itself or by a click. */
export function toast(text) {
  const node = h(
    "button",
    { class: "toast", type: "button", dir: "auto", data: { testid: "toast" }, onclick: () => node.remove() },
    text,
  );
  document.getElementById("toasts").append(node);
  setTimeout(() => node.remove(), SHOWN_MS);
}
