/** The bot's Home tab: the view that the app published for this person, changing in place. */

import { BlockList } from "./block_kit.js";
import { h, icon } from "./dom.js";
import { Fields } from "./fields.js";
import { buildContext } from "./interactions.js";

export class Home {
  #world;
  #socket;
  #visitor = null;
  #shown = null;
  #fields;
  #blocks;
  #empty = h("div", { class: "home-empty" }, icon("home"), h("p"));
  #body = h("div", { class: "home-body" });
  element = h(
    "div",
    {
      class: "home",
      role: "tabpanel",
      id: "home-panel",
      "aria-labelledby": "home-tab",
      tabindex: "-1",
      hidden: true,
      data: { testid: "home" },
    },
    this.#body,
  );

  constructor({ world, socket }) {
    this.#world = world;
    this.#socket = socket;
  }

  /** Show the view as it stands; the app is told once of each visit, when it can be reached. */
  show({ linkUp }) {
    this.element.hidden = false;
    const { me, botConnected } = this.#world;
    if (!linkUp) this.#visitor = null;
    else if (botConnected && this.#visitor !== me && this.#socket.send({ type: "open_home" }) !== null)
      this.#visitor = me;
    this.#draw(this.#world.home.view);
  }

  /** Hide it; coming back is another visit. */
  leave() {
    this.element.hidden = true;
    this.#visitor = null;
  }

  #draw(view) {
    if (!view) return this.#drawEmpty();
    if (view === this.#shown) return undefined;
    if (view.id !== this.#shown?.id) this.#begin(view);
    this.#shown = view;
    this.#fields.adopt(view.blocks, { state: view.state?.values });
    this.#blocks.update(view.blocks);
    this.element.dataset.viewId = view.id;
    return undefined;
  }

  #begin(view) {
    this.#fields = new Fields();
    const container = { type: "view", view_id: view.id };
    this.#blocks = new BlockList(
      buildContext({ world: this.#world, socket: this.#socket, fields: this.#fields, container }),
    );
    this.#body.replaceChildren(this.#blocks.element);
    this.element.scrollTop = 0;
  }

  #drawEmpty() {
    this.#shown = null;
    delete this.element.dataset.viewId;
    this.#empty.lastChild.textContent = `${this.#world.bot.real_name} has not put anything here yet.`;
    if (this.#empty.parentNode !== this.#body) this.#body.replaceChildren(this.#empty);
  }
}
