/** One modal view on the page: its title, blocks, buttons, errors and busy state. */

import { BlockList } from "./block_kit.js";
import { h, icon, uniqueId } from "./dom.js";
import { textWithEmoji } from "./emoji.js";
import { Fields } from "./fields.js";
import { buildContext } from "./interactions.js";

const HALF_TYPED = "This date or time is not complete.";

export class Sheet {
  #view;
  #fields = new Fields();
  #blocks;
  #heading = h("h2", { class: "modal-title", id: uniqueId("modal-title"), dir: "auto" });
  #trouble = h("p", {
    class: "modal-trouble",
    role: "alert",
    hidden: true,
    data: { testid: "modal-trouble" },
  });
  #close = h("button", { class: "button", type: "button", data: { testid: "modal-close" } });
  #submit = h("button", {
    class: "button",
    type: "submit",
    data: { style: "primary", testid: "modal-submit" },
  });
  #conversation;
  #onSubmit;

  /** `onSubmit(values)` gets the state values as filled in; `onClose()` is called when the person gives up. */
  constructor(view, { world, socket, conversation, onSubmit, onClose }) {
    this.#onSubmit = onSubmit;
    this.#conversation = conversation;
    const container = { type: "view", view_id: view.id };
    const onEdit = (blockId) => this.#blocks.clearError(blockId);
    this.#blocks = new BlockList(buildContext({ world, socket, fields: this.#fields, container, onEdit }));
    this.#close.addEventListener("click", onClose);
    this.element = h(
      "form",
      { class: "modal-sheet", novalidate: true, onsubmit: (event) => this.#trySubmit(event) },
      h(
        "header",
        { class: "modal-head" },
        h("span", { class: "modal-mark" }, icon("phone")),
        this.#heading,
        h(
          "button",
          {
            class: "icon-button",
            type: "button",
            "aria-label": "Close",
            data: { testid: "modal-x" },
            onclick: onClose,
          },
          icon("close"),
        ),
      ),
      h("div", { class: "modal-body" }, this.#blocks.element),
      h(
        "footer",
        { class: "modal-foot" },
        this.#trouble,
        h("div", { class: "dialog-buttons" }, this.#close, this.#submit),
      ),
    );
    this.update(view);
  }

  get id() {
    return this.#view.id;
  }

  get headingId() {
    return this.#heading.id;
  }

  /** Show a newer state of the view; fields that stay keep what was typed and the cursor. */
  update(view) {
    this.#view = view;
    this.#fields.adopt(view.blocks, { state: view.state?.values, conversation: this.#conversation });
    this.#heading.replaceChildren(...textWithEmoji(view.title.text, { names: true }));
    this.#close.textContent = view.close?.text ?? "Cancel";
    this.#submit.replaceChildren(
      h("span", { class: "spinner", "aria-hidden": "true" }),
      view.submit?.text ?? "Submit",
    );
    this.#submit.hidden = !view.submit && !view.blocks.some((block) => block.type === "input");
    this.#blocks.update(view.blocks);
    this.rest();
  }

  /** Put the keyboard into the first field, or onto the first button. */
  focus() {
    const wanted =
      this.element.querySelector("[autofocus]") ?? this.element.querySelector(".field :is(input, textarea)");
    (wanted ?? this.element.querySelector(".modal-body button") ?? this.#close).focus();
  }

  /** Show the server's refusals at their fields. */
  showErrors(errors) {
    this.rest();
    const homeless = this.#blocks.showErrors(errors);
    if (homeless.length) this.showTrouble(homeless.join(" "));
  }

  /** Show what went wrong with the whole view. */
  showTrouble(text) {
    this.rest();
    this.#trouble.textContent = text;
    this.#trouble.hidden = false;
  }

  /** Leave the busy state: an answer has come. */
  rest() {
    delete this.element.dataset.busy;
    this.#submit.removeAttribute("aria-disabled");
    this.#trouble.hidden = true;
  }

  #trySubmit(event) {
    event.preventDefault();
    if (this.element.dataset.busy || this.#submit.hidden) return;
    const halfTyped = [...this.element.querySelectorAll("input")].filter((node) => node.validity.badInput);
    if (halfTyped.length) {
      this.showErrors(Object.fromEntries(halfTyped.map((node) => [node.dataset.blockId, HALF_TYPED])));
      return;
    }
    this.#trouble.hidden = true;
    this.element.dataset.busy = "yes";
    this.#submit.setAttribute("aria-disabled", "true");
    this.#onSubmit(this.#fields.toValues());
  }
}
