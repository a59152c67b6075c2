/** One message on the page: who, when, what, and what can be done with it; changes in place. */

import { BlockList } from "./block_kit.js";
import { fullMoment, timeOfDay } from "./dates.js";
import { h, icon, reconcile } from "./dom.js";
import { firstEmoji } from "./emoji.js";
import { Fields } from "./fields.js";
import { FileList } from "./files.js";
import { buildContext } from "./interactions.js";
import { renderMrkdwn } from "./mrkdwn.js";
import { avatar } from "./people.js";
import { messageMenu } from "./shortcuts.js";
import { isReply } from "./state.js";

const MOODS = {
  outbox_tray: "waiting",
  hourglass: "waiting",
  spiral_calendar: "waiting",
  hourglass_flowing_sand: "waiting",
  bell: "ringing",
  large_green_circle: "live",
  small_blue_diamond: "live",
  white_check_mark: "good",
  raising_hand: "good",
  repeat: "good",
  x: "bad",
  no_entry: "bad",
  warning: "bad",
  no_entry_sign: "odd",
  no_mobile_phones: "odd",
  no_bell: "odd",
  mute: "odd",
  vhs: "odd",
  no_good: "odd",
  electric_plug: "odd",
  alarm_clock: "odd",
  question: "odd",
  grey_question: "odd",
};

/** The seconds since 1970 in a Slack timestamp, to show it; never to compare messages. */
export function secondsOf(ts) {
  return Number.parseFloat(ts);
}

export class MessageView {
  #world;
  #socket;
  #onThread;
  #fields = new Fields();
  #blocks = null;
  #files = null;
  #actions = null;
  #side = h("div", { class: "message-side" });
  #main = h("div", { class: "message-main" });
  message = null;
  shape = null;
  node = h("article", { class: "message" }, this.#side, this.#main);

  /** `onThread(ts)` opens the message's thread; without it there are no thread controls. */
  constructor({ world, socket, onThread }) {
    this.#world = world;
    this.#socket = socket;
    this.#onThread = onThread;
  }

  /** Show the message. `compact` leaves the head away; `replies` are its thread's messages. */
  update(message, { compact, replies }) {
    this.message = message;
    const author = this.#world.author(message);
    const time = this.#time(message);
    this.node.setAttribute("aria-label", `${author.real_name}, ${time.textContent}`);
    const marks = {
      ts: message.ts,
      testid: message.ephemeral ? "ephemeral" : "message",
      user: author.id,
      compact: compact ? "yes" : undefined,
      mood: moodOf(message),
    };
    for (const [key, value] of Object.entries(marks)) {
      if (value === undefined) delete this.node.dataset[key];
      else this.node.dataset[key] = value;
    }
    this.#side.replaceChildren(compact ? time : isTombstone(message) ? ghost() : avatar(author));
    reconcile(this.#main, this.#parts(message, { author, time, compact, replies }));
    if (!this.#actions && !message.ephemeral) this.#addActions();
    if (this.#actions) this.#actions.hidden = isTombstone(message);
  }

  #parts(message, { author, time, compact, replies }) {
    return [
      message.ephemeral && h("div", { class: "only-you" }, icon("eye"), "Only visible to you"),
      !compact && !isTombstone(message) && head(message, author, time),
      this.#body(message),
      this.#attached(message),
      compact && message.edited && editedMark(),
      replies.length > 0 && this.#repliesLine(message, replies),
    ].filter(Boolean);
  }

  #body(message) {
    if (isTombstone(message)) return h("p", { class: "tombstone" }, "This message was deleted.");
    if (!message.blocks?.length) {
      if (!message.text && message.files?.length) return null;
      const quiet = /^(channel|group)_/.test(message.subtype ?? "");
      return h(
        "div",
        { class: quiet ? "text quiet" : "text", dir: "auto" },
        renderMrkdwn(message.text, this.#world),
      );
    }
    this.#fields.adopt(message.blocks, { conversation: message.channel });
    this.#blocks ??= new BlockList(this.#context(message));
    this.#blocks.update(message.blocks);
    this.#blocks.element.classList.toggle("card", isCard(message));
    return this.#blocks.element;
  }

  #attached({ files }) {
    if (!files?.length) return null;
    this.#files ??= new FileList();
    this.#files.update(files);
    return this.#files.element;
  }

  #context(message) {
    const container = { type: "message", channel: message.channel, message_ts: message.ts };
    if (message.ephemeral) container.is_ephemeral = true;
    return buildContext({ world: this.#world, socket: this.#socket, fields: this.#fields, container });
  }

  #time(message) {
    const seconds = secondsOf(message.ts);
    const { timeZone } = this.#world;
    const title = fullMoment(seconds, timeZone);
    return h(
      "time",
      { class: "time", datetime: new Date(seconds * 1000).toISOString(), title },
      timeOfDay(seconds, timeZone),
    );
  }

  #repliesLine(message, replies) {
    const faces = [...new Set(replies.map((reply) => this.#world.author(reply)))].slice(-3);
    const last = timeOfDay(secondsOf(replies.at(-1).ts), this.#world.timeZone);
    return h(
      "button",
      {
        class: "replies",
        type: "button",
        data: { testid: "replies" },
        onclick: () => this.#onThread(message.thread_ts ?? message.ts),
      },
      h(
        "span",
        { class: "faces", "aria-hidden": "true" },
        faces.map((user) => avatar(user, "avatar tiny")),
      ),
      h("strong", null, `${replies.length} ${replies.length === 1 ? "reply" : "replies"}`),
      h("span", { class: "replies-last" }, ` · last reply ${last}`),
      icon("chevron", "icon replies-arrow"),
    );
  }

  #addActions() {
    const reply = h(
      "button",
      {
        class: "message-action",
        type: "button",
        "aria-label": "Reply in thread",
        data: { testid: "reply-in-thread" },
        onclick: () => this.#onThread(this.message.thread_ts ?? this.message.ts),
      },
      icon("thread"),
      h("span", null, "Reply in thread"),
    );
    const menu = messageMenu({ world: this.#world, socket: this.#socket, message: () => this.message });
    this.#actions = h("div", { class: "message-actions" }, this.#onThread && reply, menu);
    this.node.append(this.#actions);
  }
}

function head(message, author, time) {
  return h(
    "header",
    { class: "message-head" },
    h("bdi", { class: "author" }, author.real_name),
    author.is_bot && h("span", { class: "app-badge" }, "App"),
    author.about && h("span", { class: "app-badge" }, author.about),
    time,
    message.edited && editedMark(),
    message.subtype === "thread_broadcast" && h("span", { class: "edited" }, "replied to a thread"),
  );
}

function editedMark() {
  return h("span", { class: "edited", data: { testid: "edited" } }, "(edited)");
}

function ghost() {
  return h("span", { class: "avatar ghost", "aria-hidden": "true" }, icon("bin"));
}

function isTombstone(message) {
  return message.subtype === "tombstone";
}

function isCard(message) {
  return Boolean(message.bot_id) && !message.ephemeral && !isReply(message) && message.blocks?.length > 1;
}

/** A card takes its colour from the last status emoji in what it says. */
function moodOf(message) {
  if (isReply(message) || !message.bot_id || !message.blocks?.length) return undefined;
  const said = `${message.text ?? ""} ${JSON.stringify(message.blocks)}`;
  const marks = said.match(/:[a-z_]+:|\p{Extended_Pictographic}/gu) ?? [];
  return marks.map((mark) => MOODS[firstEmoji(mark)]).find(Boolean);
}
