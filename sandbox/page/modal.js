/** The stack of modal views in one dialog: the newest on top, the keyboard kept inside. */

import { h } from "./dom.js";
import { trapTab } from "./focus.js";
import { Sheet } from "./sheet.js";

const NO_CONNECTION = "There is no connection to the sandbox. Try again in a moment.";

export class Modals {
  #world;
  #socket;
  #conversation;
  #stack = [];
  #before = null;
  #dialog = h("dialog", { class: "dialog modal", data: { testid: "modal" } });

  /** `conversation()` names the conversation on screen, for selects that start with it. */
  constructor({ world, socket, conversation }) {
    this.#world = world;
    this.#socket = socket;
    this.#conversation = conversation;
    this.#dialog.addEventListener("keydown", (event) => this.#onKey(event));
    this.#dialog.addEventListener("cancel", (event) => event.preventDefault());
    document.body.append(this.#dialog);
  }

  /** Take a frame of type "view". */
  receive(frame) {
    const sheet = this.#stack.find(({ id }) => id === (frame.view?.id ?? frame.view_id));
    const take = {
      opened: () => this.#open(frame.view),
      pushed: () => this.#push(frame.view),
      updated: () => sheet?.update(frame.view),
      errors: () => sheet?.showErrors(frame.errors),
      trouble: () => sheet?.showTrouble(frame.text),
      closed: () => sheet && this.#remove(sheet),
      cleared: () => this.clear(),
    }[frame.event];
    if (frame.view && frame.view.type !== "modal") return;
    take?.();
  }

  /** Say in the open view what the server refused; false when none is open. */
  complain(text) {
    const top = this.#stack.at(-1);
    top?.showTrouble(text);
    return top !== undefined;
  }

  /** Close everything without telling anybody. */
  clear() {
    this.#stack = [];
    this.#show();
  }

  #open(view) {
    this.#stack = [];
    this.#push(view);
  }

  #push(view) {
    const sheet = new Sheet(view, {
      world: this.#world,
      socket: this.#socket,
      conversation: this.#conversation(),
      onSubmit: (values) => {
        const sent = this.#socket.send({ type: "submit", view_id: sheet.id, values });
        if (sent === null) sheet.showTrouble(NO_CONNECTION);
      },
      onClose: () => this.#giveUp(sheet),
    });
    this.#stack.push(sheet);
    this.#show();
  }

  #giveUp(sheet) {
    this.#socket.send({ type: "close", view_id: sheet.id });
    this.#remove(sheet);
  }

  #remove(sheet) {
    this.#stack = this.#stack.filter((other) => other !== sheet);
    this.#show();
  }

  #show() {
    const top = this.#stack.at(-1);
    if (!top) return this.#hide();
    if (!this.#dialog.open) this.#before = document.activeElement;
    if (top.element.parentNode === this.#dialog) return undefined;
    this.#dialog.replaceChildren(top.element);
    this.#dialog.setAttribute("aria-labelledby", top.headingId);
    this.#dialog.dataset.viewId = top.id;
    if (!this.#dialog.open) this.#dialog.showModal();
    top.focus();
    return undefined;
  }

  #hide() {
    if (!this.#dialog.open) return;
    this.#dialog.close();
    this.#dialog.replaceChildren();
    if (this.#before?.isConnected) this.#before.focus();
  }

  #onKey(event) {
    trapTab(event, this.#dialog);
    if (event.key !== "Escape") return;
    event.preventDefault();
    const top = this.#stack.at(-1);
    if (top) this.#giveUp(top);
  }
}
