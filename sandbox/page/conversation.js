/** The main pane: one conversation with its head, its notices, its messages and composer, or its Home tab. */

import { Composer } from "./composer.js";
import { h, icon } from "./dom.js";
import { Home } from "./home.js";
import { MessageList } from "./message_list.js";
import { avatar, placeIcon, sharedSign } from "./people.js";
import { GlobalShortcuts } from "./shortcuts.js";
import { isDirect } from "./state.js";
import { Tabs } from "./tabs.js";
import { callCommand } from "./try_it.js";

const QUIET_AND_OPEN = "It is quiet here. One line is enough to make a phone ring:";
const FIRST_NUMBER = "+15559876543";

export class Conversation {
  #world;
  #socket;
  #list;
  #home;
  #shortcuts;
  #tabs = new Tabs();
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
    this.#socket = socket;
    this.#list = new MessageList({ world, socket, label: "Messages", onThread });
    this.#home = new Home({ world, socket });
    this.#shortcuts = new GlobalShortcuts({ world, socket });
    const shortcuts = this.#shortcuts.element;
    this.composer = new Composer({ world, testid: "composer", tools: [shortcuts], onSend, onDraft });
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
    this.#list.element.id = "messages-panel";
    const messages = [this.#list.element, this.composer.element, this.#closed];
    root.append(this.#head, this.#tabs.element, this.#banner, this.#home.element, ...messages);
  }

  /** Draw a conversation, or its Home tab; `linkUp` tells whether the sandbox is reachable. */
  render(channel, { linkUp, atHome }) {
    const conversation = this.#world.conversations.get(channel);
    if (!conversation) return this.#drawNowhere();
    this.#drawTitle(conversation);
    this.#drawTabs(conversation, atHome);
    this.#drawBanner(conversation, linkUp);
    this.#list.element.hidden = atHome;
    this.composer.element.hidden = atHome || Boolean(conversation.is_archived);
    this.#closed.hidden = !conversation.is_archived;
    delete this.#closed.dataset.nowhere;
    if (atHome) {
      this.#current = null;
      this.#home.show({ linkUp });
    } else {
      this.#home.leave();
      this.#drawMessages(conversation);
    }
    return undefined;
  }

  /** Whose account is deactivated, or who is in no conversation, sees a sentence that says so. */
  #drawNowhere() {
    this.#current = null;
    this.#home.leave();
    for (const node of [this.#tabs.element, this.#banner, this.#list.element, this.composer.element])
      node.hidden = true;
    const { self } = this.#world;
    const isGone = self.is_deactivated;
    this.#title.replaceChildren(
      avatar(self, "avatar small"),
      h("h1", { data: { testid: "conversation-title" } }, h("bdi", null, self.real_name)),
    );
    this.#closed.hidden = false;
    this.#closed.dataset.nowhere = "yes";
    this.#closed.textContent = isGone
      ? "This account is deactivated. Nothing can be seen or done with it."
      : `${self.real_name} is in no conversation.`;
  }

  /** Bring one message into sight. */
  point(ts) {
    this.#list.point(ts);
  }

  #drawMessages(conversation) {
    const channel = conversation.id;
    if (this.#current !== `${this.#world.me} ${channel}`) this.#enter(conversation);
    this.#current = `${this.#world.me} ${channel}`;
    this.#shortcuts.render(channel);
    this.#closed.textContent = `#${conversation.name} is archived. It can be read, but nothing new can be said here.`;
    this.composer.placeholder = `Message ${this.#nameOf(conversation)}`;
    const roots = this.#world.roots(channel);
    this.#list.show(roots, {
      repliesOf: (ts) => this.#world.replies(channel, ts).filter((reply) => !reply.ephemeral),
      lead: this.#greet(conversation, roots.length === 0),
    });
  }

  /** Another conversation begins; the bot hears of everybody who comes to its messages. */
  #enter(conversation) {
    this.#list.reset();
    if (this.#world.isWithBot(conversation)) this.#socket.send({ type: "open_dm", user: this.#world.bot.id });
  }

  /** The greeting stays the same node as long as it says the same, so that a click in progress finds it. */
  #greet(conversation, isEmpty) {
    const shape = JSON.stringify([this.#current, isEmpty, conversation, this.#world.commands]);
    if (this.#greeted.shape !== shape) this.#greeted = { shape, node: this.#greeting(conversation, isEmpty) };
    return this.#greeted.node;
  }

  #nameOf(conversation) {
    return this.#world.fullLabel(conversation);
  }

  #drawTitle(conversation) {
    const isOfTwo = conversation.kind === "im";
    const members = (conversation.members ?? []).map((id) => this.#world.user(id));
    this.#title.replaceChildren(
      isOfTwo
        ? avatar(this.#world.user(this.#world.other(conversation)), "avatar small")
        : placeIcon(conversation),
      h("h1", { data: { testid: "conversation-title" } }, h("bdi", null, this.#world.label(conversation))),
      ...[sharedSign(conversation)].filter(Boolean),
      ...(isOfTwo || members.length === 0 ? [] : [memberFaces(members)]),
    );
  }

  #drawTabs(conversation, atHome) {
    const hasHome = this.#world.hasHome(conversation);
    this.#tabs.element.hidden = !hasHome;
    if (!hasHome) return;
    const hasNews = this.#world.unread.has(conversation.id);
    this.#tabs.render(conversation, { name: this.#world.label(conversation), atHome, hasNews });
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
              `${bot} is not ${isDirect(conversation) ? "part of this conversation" : "a member here"}.`,
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
    const canTry =
      !conversation.is_archived && conversation.bot_is_member !== false && this.#world.commands.length > 0;
    return h(
      "div",
      { class: "greeting", data: { empty: isEmpty ? "yes" : null } },
      h(
        "div",
        { class: "greeting-mark", "aria-hidden": "true" },
        placeIcon(conversation),
      ),
      h("h2", null, h("bdi", null, name)),
      h("p", null, isEmpty ? (canTry ? QUIET_AND_OPEN : "It is quiet here.") : "This is where it begins."),
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
