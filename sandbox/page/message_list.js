/** A scrolling list of messages that changes in place: new ones slide in, edited ones glow for a moment. */

import { dayHeading, dayKey } from "./dates.js";
import { h, icon, reconcile } from "./dom.js";
import { keepFocus } from "./focus.js";
import { MessageView, secondsOf } from "./message.js";

const GROUP_SECONDS = 300;
const NEAR_BOTTOM_PX = 80;

export class MessageList {
  #world;
  #socket;
  #onThread;
  #drawn = new Map();
  #days = new Map();
  #scroller = h("div", { class: "scroller", tabindex: "-1" });
  #content = h("div", { class: "messages", role: "log" });
  #newer;
  #stuck = true;
  #fresh = true;

  /** `onThread(ts)` opens a thread; without it messages have no thread controls. */
  constructor({ world, socket, label, onThread }) {
    this.#world = world;
    this.#socket = socket;
    this.#onThread = onThread;
    this.#content.setAttribute("aria-label", label);
    this.#newer = h(
      "button",
      { class: "newer", type: "button", hidden: true, onclick: () => this.toBottom() },
      icon("down"),
      "New messages",
    );
    this.#scroller.append(this.#content);
    this.#scroller.addEventListener("scroll", () => this.#isNearBottom() && (this.#newer.hidden = true));
    this.element = h("div", { class: "message-list" }, this.#scroller, this.#newer);
    const follow = new ResizeObserver(() => this.#stuck && this.toBottom());
    follow.observe(this.#scroller);
    follow.observe(this.#content); // a picture that arrives late pushes what is below it
  }

  /** Forget what was shown: another conversation follows, without any animation. */
  reset() {
    this.#drawn.clear();
    this.#days.clear();
    this.#content.replaceChildren();
    this.#newer.hidden = true;
    this.#stuck = true;
    this.#fresh = true;
  }

  /** Show these messages. `repliesOf(ts)` gives a thread's replies; `lead` stands above, `after` below one of them. */
  show(messages, { repliesOf = () => [], lead = null, after = null } = {}) {
    const first = this.#fresh;
    this.#fresh = false;
    const atBottom = first || this.#isNearBottom();
    const known = this.#drawn;
    const nodes = lead ? [lead] : [];
    this.#drawn = new Map();
    keepFocus(this.#content, () => {
      messages.forEach((message, index) => {
        const { view, heading } = this.#place(message, messages[index - 1], { known, repliesOf, first });
        this.#drawn.set(message.ts, view);
        nodes.push(...heading, view.node);
        if (after?.ts === message.ts) nodes.push(after.node);
      });
      reconcile(this.#content, nodes);
    });
    const arrived = messages.some(({ ts }) => !known.has(ts));
    this.#settle({ first, atBottom, arrived, mine: messages.at(-1)?.user === this.#world.me });
  }

  #place(message, previous, { known, repliesOf, first }) {
    const day = this.#dayOf(message);
    const newDay = !previous || this.#dayOf(previous) !== day;
    const compact = !newDay && isSameGroup(previous, message, repliesOf(previous.ts));
    const view = this.#view(message, { compact, replies: repliesOf(message.ts) }, { known, first });
    return { view, heading: newDay ? [this.#dayNode(day, message)] : [] };
  }

  #dayOf(message) {
    return dayKey(secondsOf(message.ts), this.#world.timeZone);
  }

  /** Scroll to the newest message. */
  toBottom() {
    this.#scroller.scrollTop = this.#scroller.scrollHeight;
    this.#newer.hidden = true;
  }

  /** Bring one message into sight and draw the eye to it. */
  point(ts) {
    const node = this.#drawn.get(ts)?.node;
    if (!node) return;
    this.#stuck = false;
    node.scrollIntoView({ block: "center" });
    glow(node);
  }

  #settle({ first, atBottom, arrived, mine }) {
    this.#stuck = atBottom || (arrived && mine);
    if (first || this.#stuck) this.toBottom();
    else if (arrived) this.#newer.hidden = false;
  }

  #view(message, { compact, replies }, { known, first }) {
    const shape = `${compact} ${replies.length} ${replies.at(-1)?.ts} ${this.#world.timeZone}`;
    const view =
      known.get(message.ts) ??
      new MessageView({ world: this.#world, socket: this.#socket, onThread: this.#onThread });
    const before = view.message;
    if (before === message && view.shape === shape) return view;
    view.update(message, { compact, replies });
    view.shape = shape;
    if (!before && !first) view.node.dataset.arrived = "yes";
    if (before && isVisiblyChanged(before, message)) glow(view.node);
    return view;
  }

  #dayNode(day, message) {
    const heading = dayHeading(secondsOf(message.ts), this.#world.timeZone);
    const key = `${day} ${heading}`;
    if (!this.#days.has(key))
      this.#days.set(key, h("div", { class: "day", role: "separator" }, h("span", null, heading)));
    return this.#days.get(key);
  }

  #isNearBottom() {
    const { scrollTop, scrollHeight, clientHeight } = this.#scroller;
    this.#stuck = scrollHeight - scrollTop - clientHeight < NEAR_BOTTOM_PX;
    return this.#stuck;
  }
}

function glow(node) {
  delete node.dataset.arrived;
  delete node.dataset.changed;
  void node.offsetWidth; // the animation starts anew
  node.dataset.changed = "yes";
}

function isVisiblyChanged(before, now) {
  const said = ({ text, blocks, files }) => JSON.stringify([text, blocks, files]);
  return said(before) !== said(now);
}

function isSameGroup(before, now, repliesToBefore) {
  return (
    before.user === now.user &&
    before.bot_id === now.bot_id &&
    !now.ephemeral &&
    !before.ephemeral &&
    !before.subtype &&
    !now.subtype &&
    repliesToBefore.length === 0 &&
    secondsOf(now.ts) - secondsOf(before.ts) < GROUP_SECONDS
  );
}
