/** What the composer offers while one types: slash commands with their usage, and people after an @. */

import { h, uniqueId } from "./dom.js";
import { avatar } from "./people.js";

export class Hints {
  #world;
  #input;
  #withCommands;
  #onAccept;
  #items = [];
  #active = 0;
  #dismissed = null;
  element = h("div", {
    class: "hints",
    role: "listbox",
    id: uniqueId("hints"),
    "aria-label": "Suggestions",
    hidden: true,
    data: { testid: "hints" },
  });

  constructor({ world, input, withCommands, onAccept }) {
    this.#world = world;
    this.#input = input;
    this.#withCommands = withCommands;
    this.#onAccept = onAccept;
    input.setAttribute("aria-controls", this.element.id);
    this.element.addEventListener("mousedown", (event) => event.preventDefault());
  }

  /** Look at the text and the cursor again. */
  update() {
    const { value, selectionStart } = this.#input;
    if (value !== this.#dismissed) this.#dismissed = null;
    const before = value.slice(0, selectionStart);
    this.#items = this.#dismissed === null ? [...this.#commands(before), ...this.#people(before)] : [];
    this.#active = 0;
    if (this.#items.length) this.#drawItems();
    else this.#drawUsage(value);
  }

  close() {
    this.#items = [];
    this.#hide();
  }

  /** Use a key for the open list; tell whether it was used up. */
  handleKey(event) {
    if (this.#items.length === 0) return false;
    const act = {
      ArrowDown: () => this.#move(1),
      ArrowUp: () => this.#move(-1),
      Tab: () => this.#accept(this.#items[this.#active]),
      Enter: () => this.#accept(this.#items[this.#active]),
      Escape: () => this.#dismiss(),
    }[event.key];
    if (!act || event.shiftKey) return false;
    if (event.key === "Enter" && this.#items[this.#active].isComplete) return false;
    event.preventDefault();
    event.stopPropagation();
    act();
    return true;
  }

  #commands(before) {
    if (!this.#withCommands || !/^\/\S*$/.test(before)) return [];
    return this.#world.commands
      .filter(({ command }) => command.startsWith(before.toLowerCase()))
      .map((entry) => ({
        ...entry,
        from: 0,
        text: `${entry.command} `,
        isComplete: entry.command === before,
      }));
  }

  #people(before) {
    const match = /(^|\s)@(\p{L}*)$/u.exec(before);
    if (!match) return [];
    const wanted = match[2].toLocaleLowerCase();
    return [...this.#world.people.values()]
      .filter((user) => !user.is_deactivated)
      .filter((user) =>
        `${user.name} ${user.real_name}`
          .toLocaleLowerCase()
          .split(" ")
          .some((word) => word.startsWith(wanted)),
      )
      .map((user) => ({ user, from: before.length - match[2].length - 1, text: `@${user.name} ` }));
  }

  #accept(item) {
    const { value, selectionStart } = this.#input;
    this.#input.value = value.slice(0, item.from) + item.text + value.slice(selectionStart);
    const cursor = item.from + item.text.length;
    this.#input.setSelectionRange(cursor, cursor);
    this.#onAccept();
  }

  #dismiss() {
    this.#dismissed = this.#input.value;
    this.close();
  }

  #move(step) {
    this.#active = (this.#active + step + this.#items.length) % this.#items.length;
    this.#mark();
  }

  #drawItems() {
    this.element.replaceChildren(
      ...this.#items.map((item) =>
        h(
          "div",
          {
            class: "hint",
            role: "option",
            id: uniqueId("hint"),
            data: { hint: item.command ?? item.user.id },
            onclick: () => this.#accept(item),
          },
          item.user ? personHint(item.user) : commandHint(item),
        ),
      ),
    );
    this.element.hidden = false;
    this.#mark();
  }

  #mark() {
    [...this.element.children].forEach((node, index) => {
      const isActive = index === this.#active;
      node.setAttribute("aria-selected", String(isActive));
      if (isActive) this.#input.setAttribute("aria-activedescendant", node.id);
    });
  }

  /** Once a command is typed out, its usage stays in sight until something follows it. */
  #drawUsage(value) {
    const known = this.#withCommands && this.#world.commands.find(({ command }) => value.trim() === command);
    if (!known) return this.#hide();
    this.element.replaceChildren(
      h("div", { class: "hint usage", role: "option", "aria-disabled": "true" }, commandHint(known)),
    );
    this.element.hidden = false;
    this.#input.removeAttribute("aria-activedescendant");
    return undefined;
  }

  #hide() {
    this.element.hidden = true;
    this.element.replaceChildren();
    this.#input.removeAttribute("aria-activedescendant");
  }
}

function commandHint({ command, usage_hint: usage, description }) {
  return [
    h(
      "span",
      { class: "hint-line" },
      h("strong", null, command),
      " ",
      h("span", { class: "hint-usage" }, usage),
    ),
    h("span", { class: "hint-description" }, description),
  ];
}

function personHint(user) {
  return h(
    "span",
    { class: "hint-person" },
    avatar(user, "avatar tiny"),
    h("bdi", null, user.real_name),
    h("span", { class: "hint-usage" }, `@${user.name}`),
  );
}
