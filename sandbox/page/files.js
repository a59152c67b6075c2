/** Files on a message: sound to play, pictures to see, the beginning of texts and tables, all to download. */

import { h, icon, reconcile, safeUrl } from "./dom.js";
import { ownPath } from "./links.js";
import { zoomable } from "./pictures.js";
import { renderPreview } from "./previews.js";

const UNITS = ["bytes", "KB", "MB", "GB"];
const KINDS = [
  ["sound", (file) => /^audio\//.test(file.mimetype)],
  ["image", (file) => /^image\//.test(file.mimetype)],
  ["rows", (file) => isTable(file)],
  ["file", (file) => /^text\/|json/.test(file.mimetype)],
];

/** The files of one message; those that stay keep their nodes, so that nothing stops playing. */
export class FileList {
  #drawn = new Map();
  element = h("div", { class: "files" });

  /** Show these files instead of the ones before. */
  update(files) {
    const next = new Map();
    for (const file of files) {
      const json = JSON.stringify(file);
      const old = this.#drawn.get(file.id);
      next.set(file.id, old?.json === json ? old : { json, node: renderFile(file) });
    }
    this.#drawn = next;
    reconcile(
      this.element,
      [...next.values()].map(({ node }) => node),
    );
  }
}

function renderFile(file) {
  if (file.mode === "tombstone") return h("p", { class: "tombstone" }, "This file was deleted.");
  const kind = KINDS.find(([, fits]) => fits(file))?.[0] ?? null;
  const address = ownPath(file.url_private ?? "");
  return h(
    "figure",
    { class: "file", data: { testid: "file", fileId: file.id, mimetype: file.mimetype } },
    chip(file, kind ?? "file"),
    address && kind && CONTENTS[kind](file, address),
  );
}

const CONTENTS = {
  sound: (file, address) =>
    h("audio", { controls: true, preload: "metadata", src: address, "aria-label": titleOf(file) }),
  image: (file, address) =>
    zoomable(
      h("img", {
        class: "image-large",
        src: address,
        alt: file.alt_txt || titleOf(file),
        width: file.original_w,
        height: file.original_h,
      }),
    ),
  rows: (file, address) => renderPreview(file, address, { asTable: true }),
  file: (file, address) => renderPreview(file, address, { asTable: false }),
};

function chip(file, symbol) {
  const address = file.url_private_download ?? file.url_private ?? "";
  const href = ownPath(address) ?? safeUrl(address);
  const title = titleOf(file);
  const kind = file.pretty_type || file.filetype?.toUpperCase() || file.mimetype;
  return h(
    "figcaption",
    { class: "file-chip" },
    h("span", { class: "file-mark", "aria-hidden": "true" }, icon(symbol)),
    h(
      "span",
      { class: "file-words" },
      h("bdi", { class: "file-name" }, title),
      h("span", { class: "file-facts" }, [kind, readableSize(file.size)].filter(Boolean).join(" · ")),
    ),
    href &&
      h(
        "a",
        {
          class: "icon-button",
          href,
          download: file.name ?? title,
          title: "Download",
          "aria-label": `Download ${title}`,
          data: { testid: "file-download" },
        },
        icon("load"),
      ),
  );
}

function titleOf(file) {
  return file.title || file.name || "Untitled";
}

function isTable({ mimetype, filetype }) {
  return /^text\/(csv|tab-separated-values)$/.test(mimetype) || filetype === "csv" || filetype === "tsv";
}

function readableSize(bytes) {
  if (!Number.isFinite(bytes)) return null;
  const power = bytes < 1024 ? 0 : Math.min(Math.floor(Math.log2(bytes) / 10), UNITS.length - 1);
  const amount = bytes / 1024 ** power;
  return `${power && amount < 10 ? amount.toFixed(1) : Math.round(amount)} ${UNITS[power]}`;
}
