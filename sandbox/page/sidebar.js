/** The left bar: workspace, channels, direct messages, and who one is. */

import { h, icon } from "./dom.js";
import { keepFocus } from "./focus.js";
import { avatar, presence } from "./people.js";

export class Sidebar {
  #world;
  #onSwitch;
  #items = h("div", { class: "sidebar-scroll" });
  #head = h("header", { class: "workspace" });
  #foot = h("footer", { class: "me" });
  #drawn = null;

  /** `onSwitch(userId)` is called when another person is chosen; `tools` are buttons beside the name. */
  constructor(root, { world, onSwitch, tools }) {
    this.#world = world;
    this.#onSwitch = onSwitch;
    root.append(this.#head, this.#items, this.#foot);
    root.addEventListener("keydown", (event) => this.#onKey(event));
    this.#name = h("h1", { class: "workspace-name" });
    this.#status = h("p", { class: "workspace-status", data: { testid: "bot-status" } });
    this.#head.append(
      h("span", { class: "workspace-mark", "aria-hidden": "true" }, icon("phone")),
      h("div", { class: "workspace-words" }, this.#name, this.#status),
      ...tools,
    );
  }

  #name;
  #status;

  /** Draw what the world now holds; `current` is the conversation on screen. */
  render(current) {
    const { team, bot, botConnected, conversations, people, unread, me } = this.#world;
    const shape = JSON.stringify([
      team,
      botConnected,
      me,
      current,
      [...conversations.values()],
      [...people.values()],
      [...unread],
    ]);
    if (shape === this.#drawn) return; // a click in progress keeps its target
    this.#drawn = shape;
    this.#name.textContent = team.name;
    this.#status.replaceChildren(
      presence(botConnected),
      `${bot?.real_name ?? "The bot"} is ${botConnected ? "on the line" : "offline"}`,
    );
    keepFocus(this.#items, () =>
      this.#items.replaceChildren(
        this.#section("Channels", this.#world.channels(), current),
        this.#section("Direct messages", this.#world.directMessages(), current),
      ),
    );
    this.#drawMe();
  }

  #section(title, conversations, current) {
    const order = [...conversations].sort(
      (a, b) => Number(a.is_archived ?? false) - Number(b.is_archived ?? false),
    );
    return h(
      "section",
      { class: "sidebar-section" },
      h("h2", null, title),
      h(
        "ul",
        null,
        order.map((conversation) => h("li", null, this.#item(conversation, current))),
      ),
    );
  }

  #item(conversation, current) {
    const unread = this.#world.unread.has(conversation.id);
    return h(
      "a",
      {
        class: "place",
        href: `#${conversation.id}`,
        "aria-current": conversation.id === current ? "page" : null,
        data: {
          channel: conversation.id,
          unread: unread ? "yes" : null,
          archived: conversation.is_archived ? "yes" : null,
        },
      },
      this.#mark(conversation),
      h("bdi", { class: "place-name" }, this.#world.label(conversation)),
      conversation.is_archived && h("span", { class: "place-note" }, "archived"),
      unread && h("span", { class: "place-unread", role: "img", "aria-label": "new messages" }),
    );
  }

  #mark(conversation) {
    if (conversation.kind !== "im") return icon({ private: "lock" }[conversation.kind] ?? "hash");
    const user = this.#world.user(this.#world.other(conversation));
    const there = user.is_bot ? this.#world.botConnected : true;
    return h("span", { class: "place-face" }, avatar(user, "avatar small"), presence(there));
  }

  #drawMe() {
    const { humans, me, self } = this.#world;
    const faces = humans.map((user) =>
      h(
        "button",
        {
          class: "face",
          type: "button",
          role: "radio",
          title: `Be ${user.real_name}`,
          "aria-label": user.real_name,
          "aria-checked": String(user.id === me),
          tabindex: user.id === me ? "0" : "-1",
          data: { user: user.id },
          onclick: () => user.id === me || this.#onSwitch(user.id),
        },
        avatar(user),
      ),
    );
    const hadFocus = this.#foot.contains(document.activeElement);
    this.#foot.replaceChildren(
      h(
        "div",
        { class: "me-words" },
        h("small", null, "You are"),
        h("bdi", { class: "me-name" }, self.real_name),
      ),
      h(
        "div",
        {
          class: "faces-row",
          role: "radiogroup",
          "aria-label": "Who you are",
          data: { testid: "user-switch" },
        },
        faces,
      ),
    );
    if (hadFocus) this.#foot.querySelector('[aria-checked="true"]')?.focus();
  }

  #onKey(event) {
    const step = { ArrowDown: 1, ArrowUp: -1, ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const group = event.target.closest(".faces-row")
      ? ".face"
      : event.target.closest(".place")
        ? ".place"
        : null;
    if (!step || !group) return;
    event.preventDefault();
    const all = [...this.#head.parentElement.querySelectorAll(group)];
    all[(all.indexOf(event.target.closest(group)) + step + all.length) % all.length].focus();
  }
}
