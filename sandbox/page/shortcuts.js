/** The app's shortcuts: global ones beside a composer, those for messages among a message's actions. */

import { h } from "./dom.js";
import { permalinkOf } from "./links.js";
import { menuButton } from "./menu.js";
import { toast } from "./toast.js";

/** The ⚡ menu of a composer; it is there only when the app has something to offer. */
export class GlobalShortcuts {
  #world;
  #channel = null;
  element;

  constructor({ world, socket }) {
    this.#world = world;
    this.element = menuButton({
      label: "Shortcuts",
      symbol: "bolt",
      className: "icon-button composer-tool",
      data: { testid: "shortcuts" },
      items: () =>
        ofKind(world, "global").map((shortcut) =>
          entry(world, shortcut, () => run(socket, shortcut, { channel: this.#channel })),
        ),
    });
    this.element.hidden = true;
  }

  /** Appear or disappear, as the app's manifest has it; `channel` is what the person looks at. */
  render(channel) {
    this.#channel = channel;
    this.element.hidden = ofKind(this.#world, "global").length === 0;
  }
}

/** The "More actions" of a message: the app's shortcuts, and a link to copy. `message()` tells how it stands. */
export function messageMenu({ world, socket, message }) {
  const start = (shortcut) =>
    run(socket, shortcut, { channel: message().channel, message_ts: message().ts });
  return menuButton({
    label: "More actions",
    symbol: "more",
    className: "message-action",
    data: { testid: "more-actions" },
    items: () => [
      ...ofKind(world, "message").map((shortcut) => entry(world, shortcut, () => start(shortcut))),
      {
        content: "Copy link to message",
        data: { action: "copy-link" },
        onChoose: () => copy(permalinkOf(message())),
      },
    ],
  });
}

function ofKind(world, kind) {
  return world.shortcuts.filter(({ type }) => type === kind);
}

function entry(world, { callback_id: callbackId, name, description }, onChoose) {
  const about = [description, world.bot.real_name].filter(Boolean).join(" · ");
  const content = [
    h("span", { class: "menu-name", dir: "auto" }, name),
    h("span", { class: "menu-about", dir: "auto" }, about),
  ];
  return { content, data: { callbackId }, onChoose };
}

function run(socket, { callback_id, type: kind }, at) {
  const sent = socket.send({ type: "shortcut", callback_id, kind, ...at });
  if (sent === null) toast("Not started: there is no connection to the sandbox.");
}

async function copy(link) {
  try {
    await navigator.clipboard.writeText(link);
    toast("Link copied.");
  } catch {
    toast(link); // the browser keeps its clipboard closed: the link can be copied by hand
  }
}
