/** The tabs of the bot's own conversation: Home and Messages. */

import { h } from "./dom.js";
import { HOME } from "./route.js";

/** Draw the tabs of a conversation; `hasNews` marks Messages while one is at Home. */
export class Tabs {
  #home = tab("Home", { id: "home-tab", panel: "home-panel", testid: "tab-home" });
  #messages = tab("Messages", { id: "messages-tab", panel: "messages-panel", testid: "tab-messages" });
  #news = h("span", { class: "tab-news", role: "img", "aria-label": "new messages", hidden: true });
  element = h(
    "div",
    { class: "tabs", role: "tablist", hidden: true, onkeydown: (event) => this.#onKey(event) },
    this.#home,
    this.#messages,
  );

  constructor() {
    this.#messages.append(this.#news);
  }

  /** Point the tabs at a conversation and mark the one that is open. */
  render(conversation, { name, atHome, hasNews }) {
    this.element.setAttribute("aria-label", name);
    this.#home.href = `#${conversation.id}/${HOME}`;
    this.#messages.href = `#${conversation.id}`;
    select(this.#home, atHome);
    select(this.#messages, !atHome);
    this.#news.hidden = !hasNews;
  }

  #onKey(event) {
    const open = event.target === this.#home ? this.#messages : this.#home;
    if (event.key === " ") event.target.click();
    else if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
    else {
      open.focus();
      open.click();
    }
    event.preventDefault();
  }
}

function tab(label, { id, panel, testid }) {
  return h("a", { class: "tab", role: "tab", id, "aria-controls": panel, data: { testid } }, label);
}

function select(node, isOpen) {
  node.setAttribute("aria-selected", String(isOpen));
  node.tabIndex = isOpen ? 0 : -1;
}
