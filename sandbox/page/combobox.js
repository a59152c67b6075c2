/** One select for all of Slack's: a text box that filters a list, by keyboard or pointer. */

import { h, icon, uniqueId } from "./dom.js";
import { textWithEmoji } from "./emoji.js";
import { Popup } from "./popup.js";

export class Combobox {
  #input;
  #popup;
  #clear;
  #listId = uniqueId("list");
  #options = [];
  #active = -1;
  #turn = 0;
  #timer = null;
  #current;
  #suggest;
  #onPick;
  #delay;
  #minimum;
  #keepsChoice;

  /**
   * `current`: {text} or null. `suggest(query)` resolves to [{label?, options: [{text, description?, key}]}];
   * options carry what `onPick(option | null)` needs. `delay` in ms and `minimum` letters hold asking back.
   * Without `keepsChoice` the box is empty again after each choice.
   */
  constructor({
    id,
    current,
    placeholder,
    label,
    describedBy,
    dataset,
    suggest,
    onPick,
    clearable,
    delay = 0,
    minimum = 0,
    keepsChoice = true,
  }) {
    this.#current = current;
    this.#suggest = suggest;
    this.#onPick = onPick;
    this.#delay = delay;
    this.#minimum = minimum;
    this.#keepsChoice = keepsChoice;
    this.#input = h("input", {
      class: "select-input",
      id,
      type: "text",
      role: "combobox",
      dir: "auto",
      autocomplete: "off",
      spellcheck: "false",
      placeholder,
      "aria-label": label,
      "aria-describedby": describedBy,
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": this.#listId,
      data: dataset,
      onkeydown: (event) => this.#onKey(event),
      oninput: () => this.#ask(this.#input.value),
      onclick: () => this.#popup.isOpen || this.#openAll(),
      onfocus: () => this.#input.select(),
      onblur: () => this.#leave(),
    });
    this.#clear = h(
      "button",
      {
        class: "select-clear",
        type: "button",
        "aria-label": "Clear the choice",
        tabindex: "-1",
        onclick: () => this.#pick(null),
      },
      icon("close"),
    );
    this.element = h(
      "div",
      { class: "select" },
      this.#input,
      clearable && this.#clear,
      icon("chevron", "icon select-arrow"),
    );
    this.#popup = new Popup(this.element, {
      role: "listbox",
      id: this.#listId,
      className: "listbox",
      label: "Choices",
      onClose: () => this.#closed(),
    });
    this.element.append(this.#popup.element);
    this.#showCurrent();
  }

  focus() {
    this.#input.focus();
  }

  #showCurrent() {
    this.#input.value = this.#current?.text ?? "";
    this.#clear.hidden = !this.#current;
  }

  #openAll() {
    this.#ask("");
  }

  #ask(query) {
    clearTimeout(this.#timer);
    this.#turn += 1;
    if (query.trim().length < this.#minimum) {
      this.#note(`Type at least ${this.#minimum} character${this.#minimum === 1 ? "" : "s"}`);
      return;
    }
    if (this.#delay) this.#note("Looking…", "busy");
    const turn = this.#turn;
    if (this.#delay === 0 || query === "") this.#answer(query, turn);
    else this.#timer = setTimeout(() => this.#answer(query, turn), this.#delay);
  }

  async #answer(query, turn) {
    const groups = await this.#suggest(query.trim());
    if (turn !== this.#turn || document.activeElement !== this.#input) return;
    this.#draw(groups);
  }

  #draw(groups) {
    this.#options = [];
    const nodes = groups
      .filter((group) => group.options.length > 0)
      .map((group) =>
        group.label ? this.#drawGroup(group) : group.options.map((option) => this.#drawOption(option)),
      );
    if (this.#options.length === 0) return this.#note("No result");
    this.#show(...nodes.flat());
    const chosen = this.#options.findIndex(({ option }) => option.key === this.#current?.key);
    this.#activate(chosen >= 0 ? chosen : 0);
    return undefined;
  }

  #drawGroup({ label, options }) {
    const id = uniqueId("group");
    const heading = h("div", { class: "option-group", id }, textWithEmoji(label, { names: true }));
    return h(
      "div",
      { role: "group", "aria-labelledby": id },
      heading,
      options.map((option) => this.#drawOption(option)),
    );
  }

  #drawOption(option) {
    const index = this.#options.length;
    const node = h(
      "div",
      {
        class: "option",
        role: "option",
        id: uniqueId("option"),
        "aria-selected": String(option.key === this.#current?.key),
        data: { value: option.key },
        onclick: () => this.#pick(option),
        onpointermove: () => this.#active === index || this.#activate(index),
      },
      h("span", { class: "option-text", dir: "auto" }, textWithEmoji(option.text, { names: true })),
      option.description && h("span", { class: "option-description", dir: "auto" }, option.description),
    );
    this.#options.push({ option, node });
    return node;
  }

  #note(text, kind = "empty") {
    this.#options = [];
    this.#active = -1;
    this.#input.removeAttribute("aria-activedescendant");
    this.#show(h("div", { class: "option-note", data: { kind } }, text));
  }

  #show(...nodes) {
    this.#popup.fill(...nodes);
    this.#popup.open();
    this.#input.setAttribute("aria-expanded", "true");
  }

  #activate(index) {
    this.#options[this.#active]?.node.removeAttribute("data-active");
    this.#active = index;
    const node = this.#options[index]?.node;
    if (!node) return;
    node.dataset.active = "yes";
    node.scrollIntoView({ block: "nearest" });
    this.#input.setAttribute("aria-activedescendant", node.id);
  }

  #onKey(event) {
    const act = {
      ArrowDown: () => this.#move(1),
      ArrowUp: () => this.#move(-1),
      Enter: () => (this.#popup.isOpen ? this.#pickActive() : this.#openAll()),
      Escape: () => (this.#popup.isOpen ? this.#stay() : false),
    }[event.key];
    if (!act || event.isComposing || act() === false) return;
    event.preventDefault();
    event.stopPropagation();
  }

  #move(step) {
    if (!this.#popup.isOpen) this.#openAll();
    else if (this.#options.length)
      this.#activate((this.#active + step + this.#options.length) % this.#options.length);
  }

  #pickActive() {
    const active = this.#options[this.#active];
    if (active) this.#pick(active.option);
  }

  #pick(option) {
    this.#current = this.#keepsChoice ? option : null;
    this.#stay();
    this.#onPick(option);
  }

  #closed() {
    this.#options = [];
    this.#active = -1;
    this.#popup.fill();
    this.#input.setAttribute("aria-expanded", "false");
    this.#input.removeAttribute("aria-activedescendant");
  }

  #stay() {
    this.#leave();
    this.#input.select();
  }

  #leave() {
    clearTimeout(this.#timer);
    this.#turn += 1;
    this.#popup.close();
    this.#showCurrent();
  }
}
