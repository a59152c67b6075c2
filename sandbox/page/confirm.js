/** The small "are you sure" dialog that a block element may ask for. */

import { h, uniqueId } from "./dom.js";
import { textWithEmoji } from "./emoji.js";
import { renderMrkdwn } from "./mrkdwn.js";

/** Show Slack's confirm object; resolve to true when the person goes on. */
export function askToConfirm(confirm, world) {
  const heading = uniqueId("confirm");
  const danger = confirm.style === "danger";
  return new Promise((resolve) => {
    const close = (answer) => {
      dialog.close();
      dialog.remove();
      resolve(answer);
    };
    const dialog = h(
      "dialog",
      {
        class: "dialog confirm",
        role: "alertdialog",
        "aria-labelledby": heading,
        data: { testid: "confirm" },
        oncancel: (event) => {
          event.preventDefault();
          event.stopPropagation();
          close(false);
        },
        onkeydown: (event) => event.stopPropagation(),
      },
      h("h2", { class: "confirm-title", id: heading, dir: "auto" }, textWithEmoji(confirm.title.text)),
      h("div", { class: "confirm-text", dir: "auto" }, textNodes(confirm.text, world)),
      h(
        "div",
        { class: "dialog-buttons" },
        h(
          "button",
          { class: "button", type: "button", dir: "auto", data: { testid: "confirm-no" }, onclick: () => close(false) },
          confirm.deny.text,
        ),
        h(
          "button",
          {
            class: "button",
            type: "button",
            dir: "auto",
            data: { style: danger ? "danger" : "primary", testid: "confirm-yes" },
            onclick: () => close(true),
          },
          confirm.confirm.text,
        ),
      ),
    );
    document.body.append(dialog);
    dialog.showModal();
  });
}

function textNodes(text, world) {
  return text.type === "mrkdwn" ? renderMrkdwn(text.text, world) : textWithEmoji(text.text);
}
