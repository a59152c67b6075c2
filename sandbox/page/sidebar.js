/** The left bar: workspace, channels, direct messages, and who one is. */

import { h, icon } from "./dom.js";
import { keepFocus } from "./focus.js";
import { avatar, placeIcon, presence, sharedSign } from "./people.js";
import { TimeLine } from "./time_travel.js";

export class Sidebar {
  #world;
  #onSwitch;
  #onDirect;
  #items = h("div", { class: "sidebar-scroll" });
  #head = h("header", { class: "workspace" });
  #foot = h("footer", { class: "me" });
  #time;
  #name = h("p", { class: "workspace-name" });
  #status = h("p", { class: "workspace-status", data: { testid: "bot-status" } });
  #drawn = null;

  /**
   * `onSwitch(userId)` is called when another person is chosen, `onDirect(userId)` when a conversation with
   * somebody is to begin; `tools` are buttons beside the name.
   */
  constructor(root, { world, onSwitch, onDirect, tools }) {
    this.#world = world;
    this.#onDirect = onDirect;
    this.#onSwitch = onSwitch;
    this.#time = new TimeLine(world);
    root.append(this.#head, this.#items, this.#time.element, this.#foot);
    root.addEventListener("keydown", (event) => this.#onKey(event));
    this.#head.append(
      h("span", { class: "workspace-mark", "aria-hidden": "true" }, icon("phone")),
      h("div", { class: "workspace-words" }, this.#name, this.#status),
      ...tools,
    );
  }

  /** Draw what the world now holds; `current` is the conversation on screen. */
  render(current) {
    this.#time.render();
    const { team, bot, botConnected, conversations, people, faces, contacts, unread, me } = this.#world;
    const shape = JSON.stringify([
      team,
      botConnected,
      me,
      current,
      [...conversations.values()],
      [...people.values(), ...faces.values(), ...contacts],
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
        ...this.#section("Channels", this.#places(this.#world.channels(), current)),
        ...this.#section("Direct messages", [
          ...this.#places(this.#world.directMessages(), current),
          ...this.#world.strangers().map((user) => this.#stranger(user)),
        ]),
      ),
    );
    this.#drawMe();
  }

  #section(title, items) {
    if (items.length === 0) return [];
    const rows = items.map((item) => h("li", null, item));
    return [h("section", { class: "sidebar-section" }, h("h2", null, title), h("ul", null, rows))];
  }

  #places(conversations, current) {
    const isArchived = (conversation) => Number(conversation.is_archived ?? false);
    return [...conversations]
      .sort((a, b) => isArchived(a) - isArchived(b))
      .map((conversation) => this.#item(conversation, current));
  }

  #stranger(user) {
    return h(
      "button",
      { class: "place", type: "button", data: { direct: user.id }, onclick: () => this.#onDirect(user.id) },
      this.#face(user),
      h("bdi", { class: "place-name" }, user.real_name),
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
      sharedSign(conversation),
      conversation.is_archived && h("span", { class: "place-note" }, "archived"),
      unread && h("span", { class: "place-unread", role: "img", "aria-label": "new messages" }),
    );
  }

  #mark(conversation) {
    if (conversation.kind !== "im") return placeIcon(conversation);
    return this.#face(this.#world.user(this.#world.other(conversation)));
  }

  #face(user) {
    const there = user.is_bot ? this.#world.botConnected : !user.is_deactivated;
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
          title: `Be ${nameOf(user)}`,
          "aria-label": nameOf(user),
          "aria-checked": String(user.id === me),
          tabindex: user.id === me ? "0" : "-1",
          data: { user: user.id, deactivated: user.is_deactivated ? "yes" : null },
          onclick: () => user.id === me || this.#onSwitch(user.id),
        },
        avatar(user),
        user.about && h("span", { class: "face-about" }, user.about),
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

function nameOf({ real_name: name, about }) {
  return about ? `${name}, ${about}` : name;
}
