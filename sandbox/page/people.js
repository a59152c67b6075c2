/** Faces and places: avatars with initials and colour, who is there, signs of conversations. */

import { h, icon } from "./dom.js";

const SIGNS = { private: "lock", im: "chat", mpim: "group" };

/** Draw a person's or a bot's avatar. */
export function avatar(user, className = "avatar") {
  const colour = user.color ? `#${String(user.color).replace(/^#/, "")}` : "#5d6b64";
  const face = user.is_bot
    ? icon(user.id === "USLACKBOT" ? "spark" : "phone")
    : h("bdi", null, initials(user));
  return h(
    "span",
    {
      class: className,
      "aria-hidden": "true",
      data: { bot: user.is_bot ? "yes" : null },
      vars: { "--face": colour },
    },
    face,
  );
}

/** The sign of a kind of conversation. */
export function placeIcon({ kind }) {
  return icon(SIGNS[kind] ?? "hash");
}

/** The sign of a channel that another company shares; nothing for others. */
export function sharedSign({ is_ext_shared: isShared }) {
  if (!isShared) return false;
  const label = "shared with another company";
  return h("span", { class: "shared-sign", role: "img", "aria-label": label, title: label }, icon("shared"));
}

/** A dot that tells whether somebody is there. */
export function presence(isThere) {
  const word = isThere ? "active" : "away";
  return h("span", { class: "presence", role: "img", "aria-label": word, data: { presence: word } });
}

function initials(user) {
  if (user.initials) return user.initials;
  return (user.real_name ?? user.name)
    .split(/\s+/)
    .slice(0, 2)
    .map((word) => [...word][0] ?? "")
    .join("")
    .toUpperCase();
}
