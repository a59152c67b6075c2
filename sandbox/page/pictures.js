/** Pictures that can be looked at in full size. */

import { h, icon } from "./dom.js";

/** Make an image open in full size; what is not an image stays as it is. */
export function zoomable(image) {
  if (image.tagName !== "IMG") return image;
  return h(
    "button",
    {
      class: "picture",
      type: "button",
      "aria-label": `Enlarge: ${image.alt}`,
      data: { testid: "picture" },
      onclick: () => enlarge(image),
    },
    image,
  );
}

function enlarge({ src, alt }) {
  const dialog = h(
    "dialog",
    {
      class: "dialog enlarged",
      "aria-label": alt,
      data: { testid: "enlarged" },
      onclose: () => dialog.remove(),
      onkeydown: (event) => event.stopPropagation(),
      onclick: (event) => event.target === dialog && dialog.close(),
    },
    h("img", { src, alt }),
    h(
      "div",
      { class: "enlarged-foot" },
      h("p", { dir: "auto" }, alt),
      h(
        "button",
        { class: "icon-button", type: "button", "aria-label": "Close", onclick: () => dialog.close() },
        icon("close"),
      ),
    ),
  );
  document.body.append(dialog);
  dialog.showModal();
}
