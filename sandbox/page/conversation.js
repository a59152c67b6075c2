/** The main pane: one conversation with its head, its notices, its messages and its composer. */

import { Composer } from "./composer.js";
import { h, icon } from "./dom.js";
import { MessageList } from "./message_list.js";
import { avatar } from "./people.js";
import { callCommand } from "./try_it.js";

const FIRST_NUMBER = "+15559876543";

export class Conversation {
  #world;
  #list;
  #current = null;
  #greeted = { shape: null, node: null };
  #head = h("header", { class: "head" });
  #title = h("div", { class: "head-title" });
  #banner = h("div", { class: "banner", role: "status", hidden: true, data: { testid: "banner" } });
  #closed = h("p", { class: "closed", hidden: true, data: { testid: "archived-notice" } });
  composer;

  /** `onSend(text)`; `onDraft(text)`; `onThread(ts)`; `onMenu()` opens the sidebar on a phone; `tools` stand in the head. */
  constructor(root, { world, socket, onSend, onDraft, onThread, onMenu, tools }) {
    this.#world = world;
    this.#list = new MessageList({ world, socket, label: "Messages", onThread });
    this.composer = new Composer({ world, testid: "composer", onSend, onDraft });
    this.#head.append(
      h(
        "button",
        {
          class: "icon-button menu-button",
          type: "button",
          "aria-label": "Channels",
          data: { testid: "menu" },
          onclick: onMenu,
        },
        icon("menu"),
      ),
      this.#title,
      h("div", { class: "head-tools" }, tools),
    );
    root.append(this.#head, this.#banner, this.#list.element, this.composer.element, this.#closed);
  }

  /** Draw a conversation; `linkUp` tells whether the sandbox is reachable. */
  render(channel, { linkUp }) {
    const conversation = this.#world.conversations.get(channel);
    if (!conversation) return;
    if (this.#current !== `${this.#world.me} ${channel}`) this.#list.reset();
    this.#current = `${this.#world.me} ${channel}`;
    this.#drawTitle(conversation);
    this.#drawBanner(conversation, linkUp);
    this.composer.element.hidden = Boolean(conversation.is_archived);
    this.#closed.hidden = !conversation.is_archived;
    this.#closed.textContent = `#${conversation.name} is archived. It can be read, but nothing new can be said here.`;
    this.composer.placeholder = `Message ${this.#nameOf(conversation)}`;
    const roots = this.#world.roots(channel);
    this.#list.show(roots, {
      repliesOf: (ts) => this.#world.replies(channel, ts).filter((reply) => !reply.ephemeral),
      lead: this.#greet(conversation, roots.length === 0),
    });
  }

  /** The greeting stays the same node as long as it says the same, so that a click in progress finds it. */
  #greet(conversation, isEmpty) {
    const shape = JSON.stringify([this.#current, isEmpty, conversation, this.#world.commands]);
    if (this.#greeted.shape !== shape) this.#greeted = { shape, node: this.#greeting(conversation, isEmpty) };
    return this.#greeted.node;
  }

  #nameOf(conversation) {
    const label = this.#world.label(conversation);
    return conversation.kind === "im" ? label : `#${label}`;
  }

  #drawTitle(conversation) {
    const isDirect = conversation.kind === "im";
    const members = (conversation.members ?? []).map((id) => this.#world.user(id));
    this.#title.replaceChildren(
      isDirect
        ? avatar(this.#world.user(this.#world.other(conversation)), "avatar small")
        : icon(conversation.kind === "private" ? "lock" : "hash"),
      h("h2", { data: { testid: "conversation-title" } }, h("bdi", null, this.#world.label(conversation))),
      ...(isDirect || members.length === 0 ? [] : [memberFaces(members)]),
    );
  }

  #drawBanner(conversation, linkUp) {
    const bot = this.#world.bot?.real_name ?? "The bot";
    const withBot = conversation.bot_is_member !== false;
    const [kind, text] = !linkUp
      ? ["link", "Connecting to the sandbox…"]
      : !this.#world.botConnected
        ? ["offline", `${bot} is offline. Commands and buttons find nobody until it is started again.`]
        : withBot || conversation.is_archived
          ? [null, ""]
          : [
              "absent",
              `${bot} is not ${conversation.kind === "im" ? "part of this conversation" : "a member here"}.`,
            ];
    this.#banner.hidden = kind === null;
    if (this.#banner.dataset.kind !== kind || this.#banner.textContent !== text) {
      this.#banner.dataset.kind = kind;
      this.#banner.replaceChildren(icon(kind === "absent" ? "info" : "unplugged"), text);
    }
  }

  #greeting(conversation, isEmpty) {
    const name = this.#nameOf(conversation);
    const line = callCommand(this.#world, FIRST_NUMBER);
    const canTry = !conversation.is_archived && conversation.bot_is_member !== false;
    return h(
      "div",
      { class: "greeting", data: { empty: isEmpty ? "yes" : null } },
      h(
        "div",
        { class: "greeting-mark", "aria-hidden": "true" },
        icon(conversation.kind === "im" ? "chat" : conversation.kind === "private" ? "lock" : "hash"),
      ),
      h("h3", null, h("bdi", null, name)),
      h(
        "p",
        null,
        isEmpty ? "It is quiet here. One line is enough to make a phone ring:" : "This is where it begins.",
      ),
      isEmpty &&
        canTry &&
        h(
          "button",
          {
            class: "greeting-line",
            type: "button",
            data: { testid: "greeting-line" },
            onclick: () => this.composer.offer(line),
          },
          h("code", null, line),
          h("span", { class: "greeting-go" }, icon("enter")),
        ),
    );
  }
}

function memberFaces(members) {
  const names = members.map((user) => user.real_name).join(", ");
  return h(
    "span",
    { class: "members", role: "img", "aria-label": `Members: ${names}`, title: names },
    h(
      "span",
      { class: "faces" },
      members.slice(0, 4).map((user) => avatar(user, "avatar tiny")),
    ),
    h("span", { class: "members-count" }, String(members.length)),
  );
}
