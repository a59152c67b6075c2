/** Selects of several choices: what is chosen stands as chips before the list that adds to it. */

import { Combobox } from "./combobox.js";
import { h, icon } from "./dom.js";
import { textWithEmoji } from "./emoji.js";
import { valueKey } from "./fields.js";
import { sourceOf } from "./selects.js";

/** Draw any multiple-choice select. */
export function renderMultiSelect(element, block, ctx) {
  return new MultiSelect(element, block, ctx).element;
}

class MultiSelect {
  #options;
  #report;
  #most;
  #combobox;
  #chips = h("ul", { class: "chips" });
  element = h("div", { class: "multi-select", onkeydown: (event) => this.#onKey(event) });

  constructor(element, block, ctx) {
    const source = sourceOf(element.type.replace("multi_", ""), element, block, ctx);
    const placeholder = element.placeholder?.text ?? source.placeholder;
    this.#most = element.max_selected_items ?? Infinity;
    this.#options = (ctx.fields.get(block.block_id, element.action_id) ?? []).map(source.describe);
    this.#report = () =>
      ctx.change(block, element, { [valueKey(element.type)]: this.#options.map(({ wire }) => wire) });
    this.#combobox = new Combobox({
      current: null,
      keepsChoice: false,
      placeholder,
      id: ctx.controlId,
      label: ctx.controlId ? null : placeholder,
      describedBy: ctx.describedBy,
      dataset: { blockId: block.block_id, actionId: element.action_id },
      delay: source.delay,
      minimum: source.minimum,
      suggest: async (query) => this.#left(await source.suggest(query)),
      onPick: (option) => this.#set([...this.#options, option]),
    });
    this.element.append(this.#chips, this.#combobox.element);
    this.#draw();
  }

  /** What may still be chosen. */
  #left(groups) {
    if (this.#options.length >= this.#most) return [];
    const chosen = new Set(this.#options.map(({ key }) => key));
    return groups.map((group) => ({
      ...group,
      options: group.options.filter(({ key }) => !chosen.has(key)),
    }));
  }

  #set(options) {
    this.#options = options;
    this.#draw();
    this.#report();
  }

  #draw() {
    this.#chips.replaceChildren(...this.#options.map((option) => h("li", null, this.#chip(option))));
    this.#chips.hidden = this.#options.length === 0;
  }

  #chip(option) {
    return h(
      "button",
      {
        class: "chip",
        type: "button",
        "aria-label": `Remove ${option.text}`,
        data: { testid: "chip", value: option.key },
        onclick: () => {
          this.#set(this.#options.filter(({ key }) => key !== option.key));
          this.#combobox.focus();
        },
      },
      h("span", { dir: "auto" }, textWithEmoji(option.text, { names: true })),
      icon("close"),
    );
  }

  #onKey(event) {
    const isAtChips = event.key === "Backspace" && event.target.value === "" && this.#options.length > 0;
    if (isAtChips) this.#set(this.#options.slice(0, -1));
  }
}
