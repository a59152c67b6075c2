/** Puts the page together: frames change the world, the world is drawn, what people do is sent. */

import { Conversation } from "./conversation.js";
import { h, icon } from "./dom.js";
import { refreshAgo } from "./mentions.js";
import { Modals } from "./modal.js";
import { forgetSeen, readRoute, rememberPlace, rememberSeen, rememberStep, rememberUser } from "./route.js";
import { Sidebar } from "./sidebar.js";
import { Socket } from "./socket.js";
import { isReply, World } from "./state.js";
import { themeToggle } from "./theme.js";
import { Thread } from "./thread.js";
import { toast } from "./toast.js";
import { TryIt } from "./try_it.js";

const DEFAULT_USER = "U0ALICE";
const FIRST_CHANNEL = "C0SALES";
const TRY_IT_KEY = "sandbox.try-it";
const AGO_EVERY_MS = 15000;
const wide = matchMedia("(min-width: 1100px)"); // room for three panes
const phone = matchMedia("(max-width: 860px)"); // one pane, and a keyboard that covers half of it

class App {
  #world = new World();
  #socket = new Socket({
    onFrame: (frame) => this.#receive(frame),
    onLink: (isUp) => this.#linkChanged(isUp),
  });
  #linkUp = false;
  #channel = null;
  #thread = null;
  #atHome = false;
  #drafts = new Map();
  #unsent = new Map();
  #wantedDirect = null;
  #tryItOpen = wide.matches && isTryItWanted();
  #root = document.getElementById("app");
  #aside = document.getElementById("aside");
  #scrim = document.getElementById("scrim");
  #tryItButton = h(
    "button",
    {
      class: "pill-button",
      type: "button",
      data: { testid: "try-it-toggle" },
      onclick: () => this.#toggleTryIt(),
    },
    icon("spark"),
    h("span", null, "Try it"),
  );
  #sidebar;
  #conversation;
  #threadPane;
  #tryIt;
  #modals;

  start() {
    const world = this.#world;
    const socket = this.#socket;
    this.#sidebar = new Sidebar(document.getElementById("sidebar"), {
      world,
      onSwitch: (user) => this.#switchUser(user),
      onDirect: (user) => this.#openDirect(user),
      tools: [themeToggle()],
    });
    this.#conversation = new Conversation(document.getElementById("main"), {
      world,
      socket,
      onSend: (text, files) => this.#say(text, null, files),
      onDraft: (text) => this.#drafts.set(this.#draftKey(null), text),
      onThread: (ts) => this.#openThread(ts),
      onMenu: () => this.#showSheet("sidebar"),
      tools: [this.#tryItButton],
    });
    this.#threadPane = new Thread({
      world,
      socket,
      onSend: (text, files) => this.#say(text, this.#thread, files),
      onDraft: (text) => this.#thread && this.#drafts.set(this.#draftKey(this.#thread), text),
      onClose: () => this.#closeThread(),
    });
    this.#tryIt = new TryIt({
      world,
      onOffer: (text) => this.#offer(text),
      onClose: () => this.#toggleTryIt(),
    });
    this.#modals = new Modals({ world, socket, conversation: () => this.#channel });
    this.#scrim.addEventListener("click", () => this.#showSheet(null));
    addEventListener("hashchange", () => {
      this.#follow();
      this.#focusComposer();
    });
    document.addEventListener("click", (event) => this.#onLink(event));
    addEventListener("keydown", (event) => event.key === "Escape" && this.#showSheet(null));
    document.addEventListener("visibilitychange", () => document.hidden || !this.#channel || this.#render());
    phone.addEventListener("change", () => this.#makeRoom());
    wide.addEventListener("change", () => this.#makeRoom());
    setInterval(refreshAgo, AGO_EVERY_MS);
    socket.open(readRoute().user ?? DEFAULT_USER);
  }

  #receive(frame) {
    if (frame.type === "view") this.#viewChanged(frame);
    else if (frame.type === "error") this.#refused(frame);
    else this.#worldChanged(frame);
  }

  #viewChanged(frame) {
    const isHome = frame.view ? frame.view.type === "home" : frame.view_id === this.#world.home?.view?.id;
    if (!isHome) this.#modals.receive(frame);
    else if (frame.view) this.#worldChanged({ type: "home", view: frame.view });
    else if (frame.text) toast(frame.text);
  }

  #worldChanged(frame) {
    const other = frame.type === "snapshot" && this.#world.me !== frame.me;
    this.#world.apply(frame);
    if (other) this.#modals.clear();
    this.#noteUnread(frame);
    if (frame.type === "snapshot") this.#follow();
    else this.#render();
    if (frame.type === "conversation") this.#meetDirect(frame.conversation);
  }

  #openDirect(user) {
    this.#wantedDirect = user;
    this.#socket.send({ type: "open_dm", user });
  }

  #meetDirect(conversation) {
    if (conversation.kind !== "im" || this.#world.other(conversation) !== this.#wantedDirect) return;
    this.#wantedDirect = null;
    this.#goTo(conversation.id);
    this.#focusComposer();
  }

  #noteUnread({ type, event, channel, message }) {
    const isNew = (type === "message" || type === "ephemeral") && event === "posted";
    if (!isNew || isReply(message) || message.user === this.#world.me) return;
    if (channel !== this.#channel || this.#atHome || document.hidden) this.#world.unread.add(channel);
  }

  #linkChanged(isUp) {
    this.#linkUp = isUp;
    this.#root.dataset.link = isUp ? "up" : "down";
    if (!isUp && this.#channel) this.#render();
  }

  /** Go where the address says, as far as the person may. */
  #follow() {
    const world = this.#world;
    if (!world.me) return;
    const route = readRoute();
    const fallback = world.conversations.has(FIRST_CHANNEL)
      ? FIRST_CHANNEL
      : ([...world.conversations.keys()][0] ?? null);
    this.#channel = world.conversations.has(route.channel) ? route.channel : fallback;
    const isHere = route.channel === this.#channel;
    const target = (isHere && world.message(this.#channel, route.ts)) || null;
    this.#atHome = isHere && route.isHome && world.hasHome(world.conversations.get(this.#channel));
    this.#thread = target && (target.thread_ts ?? target.ts);
    if (target || this.#atHome) rememberSeen();
    else if (this.#channel) rememberPlace(this.#channel);
    this.#conversation.composer.text = this.#drafts.get(this.#draftKey(null)) ?? "";
    if (this.#thread) this.#threadPane.composer.text = this.#drafts.get(this.#draftKey(this.#thread)) ?? "";
    this.#showSheet(null);
    this.#render();
    this.#root.dataset.ready = "yes";
    if (document.activeElement === document.body) this.#focusComposer();
    if (route.isNew) this.#arrive(route, target);
  }

  /** A link led here: show what it points at, or say why that cannot be. */
  #arrive(route, target) {
    if (target) {
      this.#conversation.point(this.#thread);
      if (isReply(target)) this.#threadPane.point(target.ts);
    } else if (this.#channel && (route.channel ?? this.#channel) !== this.#channel) {
      toast("That conversation is not open to you.");
    } else if (route.ts) toast("That message is not here any more.");
  }

  /** The skip link only moves the cursor; a link to where one is already shows it again. */
  #onLink(event) {
    const link = event.target.closest?.("a[href^='#']");
    if (link?.classList.contains("skip")) this.#conversation.composer.focus();
    else if (!link?.dataset.place || link.hash !== location.hash) return;
    else {
      forgetSeen();
      this.#follow();
    }
    event.preventDefault();
  }

  #render() {
    if (!document.hidden && !this.#atHome) this.#world.unread.delete(this.#channel);
    this.#sidebar.render(this.#channel);
    this.#conversation.render(this.#channel, { linkUp: this.#linkUp, atHome: this.#atHome });
    this.#renderAside();
    const { conversations, unread, team, self } = this.#world;
    const here = this.#channel ? this.#world.label(conversations.get(this.#channel)) : self.real_name;
    document.title = `${unread.size ? "● " : ""}${here} · ${team.name}`;
  }

  #renderAside() {
    const threadShown = this.#thread !== null && this.#threadPane.render(this.#channel, this.#thread);
    const shown = threadShown ? this.#threadPane.element : this.#tryItOpen ? this.#tryIt.element : null;
    if (shown === this.#tryIt.element) this.#tryIt.render();
    if (this.#aside.firstElementChild !== shown) this.#aside.replaceChildren(...(shown ? [shown] : []));
    this.#aside.hidden = shown === null;
    this.#root.dataset.aside = shown === null ? "closed" : threadShown ? "thread" : "try-it";
    this.#tryItButton.setAttribute("aria-expanded", String(shown === this.#tryIt.element));
  }

  #say(text, threadTs, files = []) {
    const said = { type: "send", channel: this.#channel, thread_ts: threadTs, text, files };
    const requestId = this.#socket.send(said);
    if (requestId === null) {
      toast("Not sent: there is no connection to the sandbox.");
      return false;
    }
    this.#unsent.set(requestId, { text, threadTs });
    return true;
  }

  #refused({ request_id: requestId, text }) {
    if (!this.#modals.complain(text)) toast(text);
    const lost = this.#unsent.get(requestId);
    const composer = lost?.threadTs ? this.#threadPane.composer : this.#conversation.composer;
    if (lost && composer.text === "") composer.text = lost.text;
  }

  #offer(text) {
    const here = this.#world.conversations.get(this.#channel);
    if (!here) return;
    if (here.is_archived) this.#goTo(FIRST_CHANNEL);
    else if (this.#atHome) this.#goTo(this.#channel);
    if (phone.matches) this.#toggleTryIt();
    this.#conversation.composer.offer(text);
  }

  #goTo(channel, thread = null) {
    rememberStep(channel, thread);
    this.#follow();
  }

  /** Put the cursor where one would write next; on a phone that would open the keyboard unasked. */
  #focusComposer() {
    if (phone.matches || document.activeElement?.matches('[role="tab"]:focus-visible')) return;
    (this.#thread ? this.#threadPane : this.#conversation).composer.focus();
  }

  #openThread(ts) {
    this.#goTo(this.#channel, ts);
    this.#focusComposer();
  }

  #closeThread() {
    this.#goTo(this.#channel);
    this.#focusComposer();
  }

  #toggleTryIt() {
    const visible = this.#root.dataset.aside === "try-it";
    this.#tryItOpen = !visible;
    localStorage.setItem(TRY_IT_KEY, visible ? "closed" : "open");
    if (!visible && this.#thread) this.#goTo(this.#channel);
    this.#renderAside();
    if (visible) this.#tryItButton.focus();
  }

  /** On a phone "Try it" would cover the conversation; where there is room for it again, it comes back. */
  #makeRoom() {
    if (phone.matches) this.#tryItOpen = false;
    else if (wide.matches) this.#tryItOpen = isTryItWanted();
    if (this.#channel) this.#renderAside();
  }

  #switchUser(user) {
    rememberUser(user);
    this.#socket.open(user);
  }

  #showSheet(name) {
    this.#root.dataset.sheet = name ?? "none";
    this.#scrim.hidden = name === null;
    if (name === "sidebar") document.querySelector('.place[aria-current="page"]')?.focus();
  }

  #draftKey(thread) {
    return `${this.#world.me} ${this.#channel}/${thread ?? ""}`;
  }
}

function isTryItWanted() {
  return localStorage.getItem(TRY_IT_KEY) !== "closed";
}

new App().start();
