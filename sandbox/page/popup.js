/** A floating box in the browser's top layer, kept beside the control that opened it. */

import { h } from "./dom.js";

const GAP = 6;
const EDGE = 8;

export class Popup {
  #anchor;
  #place = () => this.#position();
  #outside = (event) => {
    if (!this.element.contains(event.target) && !this.#anchor.contains(event.target)) this.close();
  };
  #onClose;

  /** `anchor` is the control; `onClose` is told however the popup closes. */
  constructor(anchor, { role, id, className, label, onClose = () => {} }) {
    this.#anchor = anchor;
    this.#onClose = onClose;
    this.element = h("div", {
      class: `popup ${className}`,
      role,
      id,
      "aria-label": label,
      popover: "manual",
      onmousedown: (event) => event.preventDefault(), // the focus stays on the control
    });
  }

  get isOpen() {
    return this.element.matches(":popover-open");
  }

  open() {
    if (this.isOpen) return;
    if (!this.element.isConnected) this.#anchor.after(this.element);
    this.element.showPopover();
    this.#position();
    addEventListener("scroll", this.#place, true);
    addEventListener("resize", this.#place);
    addEventListener("pointerdown", this.#outside, true);
  }

  close() {
    if (!this.isOpen) return;
    this.element.hidePopover();
    removeEventListener("scroll", this.#place, true);
    removeEventListener("resize", this.#place);
    removeEventListener("pointerdown", this.#outside, true);
    this.#onClose();
  }

  /** Show other content, and find the right place for its size. */
  fill(...nodes) {
    this.element.replaceChildren(...nodes);
    if (this.isOpen) this.#position();
  }

  #position() {
    if (!this.#anchor.isConnected) return this.close();
    const { style } = this.element;
    const box = this.#anchor.getBoundingClientRect();
    style.minWidth = `${Math.min(box.width, innerWidth - 2 * EDGE)}px`;
    style.maxHeight = "";
    const width = this.element.offsetWidth;
    const height = this.element.offsetHeight;
    const below = innerHeight - box.bottom - GAP - EDGE;
    const above = box.top - GAP - EDGE;
    const upwards = height > below && above > below;
    const room = upwards ? above : below;
    style.maxHeight = `${Math.max(room, 96)}px`;
    style.top = upwards ? `${box.top - GAP - Math.min(height, room)}px` : `${box.bottom + GAP}px`;
    const isOnTheRight = box.left + box.width / 2 > innerWidth / 2;
    const left = isOnTheRight && width > box.width ? box.right - width : box.left;
    style.left = `${Math.max(EDGE, Math.min(left, innerWidth - width - EDGE))}px`;
    return undefined;
  }
}
