/** The box that messages and commands are written in, with hints above it. */

import { h, icon } from "./dom.js";
import { Hints } from "./hints.js";

const TALLEST_PX = 220;

export class Composer {
  #input;
  #send;
  #hints;
  #note = h("p", { class: "composer-note", hidden: true, role: "note" });
  #onSend;
  #onDraft;
  #history = [];
  #files = h("input", {
    type: "file",
    hidden: true,
    onchange: () => this.#changed(),
  });
  #fileName = h("bdi");
  #attach = h(
    "button",
    {
      class: "composer-attach",
      type: "button",
      "aria-label": "Attach a file",
      data: { testid: "attach" },
      onclick: () => this.#files.click(),
    },
    icon("clip"),
    this.#fileName,
  );
  #inThread;

  /**
   * `onSend(text, files)` returns false when nothing could be sent, and the text stays; `onDraft(text)` is told of
   * every change. `inThread` composers offer no slash commands, as in Slack, and say so. `tools` stand before
   * the text.
   */
  constructor({ world, testid, inThread = false, tools = [], onSend, onDraft }) {
    this.#onSend = onSend;
    this.#onDraft = onDraft;
    this.#inThread = inThread;
    this.#input = h("textarea", {
      class: "composer-input",
      id: inThread ? null : "composer",
      rows: 1,
      dir: "auto",
      enterkeyhint: "send",
      autocomplete: "off",
      "aria-autocomplete": "list",
      data: { testid },
      oninput: () => this.#changed(),
      onkeydown: (event) => this.#onKey(event),
      onblur: () => this.#hints.close(),
      onfocus: () => this.#changed(),
    });
    this.#hints = new Hints({
      world,
      input: this.#input,
      withCommands: !inThread,
      onAccept: () => this.#changed(),
    });
    addEventListener("resize", () => this.#fit());
    this.#send = h(
      "button",
      {
        class: "send",
        type: "button",
        "aria-label": "Send",
        data: { testid: `${testid}-send` },
        onclick: () => this.#submit(),
      },
      icon("send"),
    );
    this.element = h(
      "div",
      { class: "composer" },
      this.#hints.element,
      h("div", { class: "composer-box" }, tools, this.#input, this.#send),
      h(
        "div",
        { class: "composer-foot" },
        this.#files,
        this.#attach,
        this.#note,
        h(
          "span",
          { class: "composer-keys", "aria-hidden": "true" },
          h("kbd", null, "Enter"),
          " sends · ",
          h("kbd", null, "Shift"),
          h("kbd", null, "Enter"),
          " new line",
        ),
      ),
    );
  }

  set placeholder(text) {
    this.#input.placeholder = text;
    this.#input.setAttribute("aria-label", text);
  }

  get text() {
    return this.#input.value;
  }

  set text(text) {
    if (this.#input.value !== text) this.#input.value = text;
    this.#changed();
  }

  /** Put the cursor at the end of the text. */
  focus() {
    this.#input.focus();
    this.#input.setSelectionRange(this.text.length, this.text.length);
  }

  /** Put text into the box for the person to look at and send, and draw the eye to it. */
  offer(text) {
    this.text = text;
    this.focus();
    this.element.dataset.offered = "yes";
    setTimeout(() => delete this.element.dataset.offered, 900);
  }

  #onKey(event) {
    if (event.isComposing) return;
    if (this.#hints.handleKey(event)) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.#submit();
    } else if (event.key === "ArrowUp" && this.text === "" && this.#history.length) {
      event.preventDefault();
      this.text = this.#history.at(-1);
      this.focus();
    }
  }

  async #submit() {
    const text = this.text.trim();
    const files = await Promise.all([...this.#files.files].map(readFile));
    if ((text === "" && !files.length) || this.#onSend(text, files) === false) return;
    this.#history.push(text);
    this.#files.value = "";
    this.text = "";
    this.#input.focus();
  }

  #changed() {
    this.#onDraft(this.text);
    const commandInThread = this.#inThread && this.text.startsWith("/");
    const attached = [...this.#files.files].map((file) => file.name).join(", ");
    this.#fileName.textContent = attached || "Attach a file";
    this.#attach.setAttribute("aria-label", attached ? `Attached: ${attached}. Choose another` : "Attach a file");
    this.#note.hidden = !commandInThread;
    this.#note.textContent = commandInThread
      ? "Slack runs no slash commands in threads. Mention the bot instead."
      : "";
    this.#send.dataset.ready = this.text.trim() || this.#files.files.length ? "yes" : "no";
    this.#fit();
    if (document.activeElement === this.#input) this.#hints.update();
  }

  /** As tall as the text needs at the width there is. */
  #fit() {
    this.#input.style.height = "";
    const { scrollHeight } = this.#input;
    if (scrollHeight > 0) this.#input.style.height = `${Math.min(scrollHeight, TALLEST_PX)}px`;
  }
}

/** The name of a file, and what is in it in base64. */
function readFile(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onerror = () => reject(reader.error);
    reader.onload = () => resolve({ name: file.name, content: reader.result.split(",", 2)[1] ?? "" });
    reader.readAsDataURL(file);
  });
}
