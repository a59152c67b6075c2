/** The thread pane: a message, its replies, and a composer of its own. */

import { Composer } from "./composer.js";
import { h, icon } from "./dom.js";
import { MessageList } from "./message_list.js";
import { GlobalShortcuts } from "./shortcuts.js";

export class Thread {
  #world;
  #list;
  #current = null;
  #shortcuts;
  #place = h("span", { class: "pane-place" });
  #count = h("span");
  #divider = h("div", { class: "reply-count", role: "separator" }, this.#count);
  composer;
  element;

  /** `onSend(text)` replies in the thread; `onDraft(text)` keeps what is being written; `onClose()` leaves it. */
  constructor({ world, socket, onSend, onDraft, onClose }) {
    this.#world = world;
    this.#list = new MessageList({ world, socket, label: "Thread" });
    this.#shortcuts = new GlobalShortcuts({ world, socket });
    const tools = [this.#shortcuts.element];
    this.composer = new Composer({ world, testid: "thread-composer", inThread: true, tools, onSend, onDraft });
    this.composer.placeholder = "Reply…";
    this.element = h(
      "section",
      {
        class: "pane thread",
        "aria-label": "Thread",
        data: { testid: "thread" },
        onkeydown: (event) => event.key === "Escape" && onClose(),
      },
      h(
        "header",
        { class: "pane-head" },
        h("h2", null, "Thread", this.#place),
        h(
          "button",
          {
            class: "icon-button",
            type: "button",
            "aria-label": "Close thread",
            data: { testid: "thread-close" },
            onclick: onClose,
          },
          icon("close"),
        ),
      ),
      this.#list.element,
      this.composer.element,
    );
  }

  /** Draw the thread below `ts`; false when there is no such message. */
  render(channel, ts) {
    const root = this.#world.message(channel, ts);
    if (!root) return false;
    const key = `${this.#world.me} ${channel} ${ts}`;
    if (this.#current !== key) this.#list.reset();
    this.#current = key;
    const conversation = this.#world.conversations.get(channel);
    this.#place.textContent = this.#world.fullLabel(conversation);
    this.composer.element.hidden = Boolean(conversation.is_archived);
    this.#shortcuts.render(channel);
    const replies = this.#world.replies(channel, ts);
    const count = replies.filter((reply) => !reply.ephemeral).length;
    this.#count.textContent = count ? `${count} ${count === 1 ? "reply" : "replies"}` : "No replies yet";
    this.#list.show([root, ...replies], { after: { ts, node: this.#divider } });
    return true;
  }

  /** Bring one message of the thread into sight. */
  point(ts) {
    this.#list.point(ts);
  }
}
