/** The world as the connected person may see it: people, conversations, messages, what is unread. */

import { followJump, setAhead } from "./clock.js";

const SLACKBOT = { id: "USLACKBOT", name: "slackbot", real_name: "Slackbot", is_bot: true };

export class World {
  team = { id: "", name: "Sandbox" };
  me = null;
  bot = null;
  botConnected = false;
  people = new Map();
  faces = new Map();
  contacts = [];
  conversations = new Map();
  commands = [];
  shortcuts = [];
  home = null;
  fates = [];
  speed = null;
  unread = new Set();
  #messages = new Map();

  /** Take one frame from the server. Frames that are not about the world change nothing. */
  apply(frame) {
    const take = {
      snapshot: () => this.#takeSnapshot(frame),
      message: () => this.#takeMessage(frame),
      ephemeral: () => this.#takeMessage(frame),
      conversation: () => this.conversations.set(frame.conversation.id, frame.conversation),
      home: () => (this.home = { ...this.home, view: frame.view }),
      bot: () => (this.botConnected = frame.connected),
      speed: () => (this.speed = frame.speed),
      time: () => followJump(frame.ahead_seconds),
    }[frame.type];
    take?.();
  }

  #takeSnapshot(frame) {
    const ephemerals = this.me === frame.me ? this.#ephemerals() : [];
    if (this.me !== frame.me) this.unread.clear();
    this.team = frame.team;
    this.me = frame.me;
    this.bot = frame.bot;
    this.botConnected = frame.bot_connected;
    this.commands = frame.commands ?? [];
    this.shortcuts = frame.shortcuts ?? [];
    this.home = frame.home ?? null;
    this.fates = frame.fates ?? [];
    this.speed = frame.speed ?? null;
    setAhead(frame.ahead_seconds ?? 0);
    this.faces = new Map(frame.faces.map((user) => [user.id, user]));
    this.contacts = frame.contacts;
    this.people = new Map([...frame.people, frame.bot].map((user) => [user.id, user]));
    this.conversations = new Map(frame.conversations.map((c) => [c.id, c]));
    this.#messages = new Map();
    for (const [channel, messages] of Object.entries(frame.messages)) {
      this.#messages.set(channel, new Map(messages.map((m) => [m.ts, m])));
    }
    for (const [channel, message] of ephemerals) this.#room(channel).set(message.ts, message);
  }

  #takeMessage({ event, channel, message }) {
    const room = this.#room(channel);
    if (event === "deleted") room.delete(message.ts);
    else room.set(message.ts, message);
  }

  #room(channel) {
    if (!this.#messages.has(channel)) this.#messages.set(channel, new Map());
    return this.#messages.get(channel);
  }

  #ephemerals() {
    return [...this.#messages].flatMap(([channel, room]) =>
      [...room.values()].filter((m) => m.ephemeral).map((m) => [channel, m]),
    );
  }

  /** The person looking at the page. */
  get self() {
    return this.user(this.me);
  }

  /** The person's time zone, or the browser's where none is known. */
  get timeZone() {
    return this.self.tz ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  }

  /** Find a user; somebody unknown is shown by id. */
  user(id) {
    if (id === SLACKBOT.id) return SLACKBOT;
    return this.people.get(id) ?? this.faces.get(id) ?? { id, name: id ?? "unknown", real_name: id ?? "Unknown" };
  }

  /** Who wrote a message, also where only a bot id is given. */
  author(message) {
    if (message.user) return this.user(message.user);
    if (message.bot_id) return this.bot;
    return { ...SLACKBOT, real_name: message.username ?? SLACKBOT.real_name };
  }

  /** Everybody who can be switched to. */
  get humans() {
    return [...this.faces.values()];
  }

  channels() {
    return [...this.conversations.values()].filter((c) => !isDirect(c));
  }

  directMessages() {
    return [...this.conversations.values()].filter(isDirect);
  }

  /** People with whom there is no conversation yet. */
  strangers() {
    const known = new Set(this.directMessages().map(({ user }) => user));
    return this.contacts.filter((id) => !known.has(id)).map((id) => this.user(id));
  }

  /** The name of a conversation, without its # or lock; direct messages are named by the others. */
  label(conversation) {
    if (conversation.kind === "im") return this.user(this.other(conversation)).real_name;
    if (conversation.kind !== "mpim") return conversation.name;
    const others = conversation.members.filter((id) => id !== this.me);
    return others.map((id) => this.user(id).real_name).join(", ");
  }

  /** The name of a conversation as sentences have it. */
  fullLabel(conversation) {
    return isDirect(conversation) ? this.label(conversation) : `#${conversation.name}`;
  }

  /** Tell whether a conversation is the one with the bot. */
  isWithBot(conversation) {
    return conversation?.kind === "im" && this.other(conversation) === this.bot?.id;
  }

  /** Tell whether a conversation has a Home tab: the bot's own one does, when the app has any. */
  hasHome(conversation) {
    return Boolean(this.home?.enabled ?? this.home) && this.isWithBot(conversation);
  }

  /** The other person of a direct message. */
  other(conversation) {
    return conversation.user ?? (conversation.members ?? []).find((id) => id !== this.me) ?? this.me;
  }

  message(channel, ts) {
    return this.#messages.get(channel)?.get(ts);
  }

  /** Messages of the main pane, oldest first. */
  roots(channel) {
    return this.#sorted(channel, (m) => !isReply(m) || m.subtype === "thread_broadcast");
  }

  /** Replies of one thread, oldest first. */
  replies(channel, threadTs) {
    return this.#sorted(channel, (m) => isReply(m) && m.thread_ts === threadTs);
  }

  #sorted(channel, wanted) {
    const room = this.#messages.get(channel);
    if (!room) return [];
    return [...room.values()].filter(wanted).sort((a, b) => (a.ts < b.ts ? -1 : 1));
  }
}

/** Tell direct messages, of two or more, from channels. */
export function isDirect(conversation) {
  return conversation.kind === "im" || conversation.kind === "mpim";
}

/** Tell whether a message stands in a thread below another one. */
export function isReply(message) {
  return Boolean(message.thread_ts) && message.thread_ts !== message.ts;
}
