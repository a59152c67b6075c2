/** Keeps the keyboard where it was while the page changes under it. */

import { focusables } from "./dom.js";

/**
 * Run `change`, which may replace nodes inside `root`. A control that had the focus gives it to its
 * successor (the same block and action, or the same test id in the same message), cursor included.
 */
export function keepFocus(root, change) {
  const before = document.activeElement;
  const held = root.contains(before) ? remember(before, root) : null;
  change();
  if (!held?.selector || document.activeElement === before) return;
  const after = root.querySelector(held.selector) ?? sameActions(root, held.action)[held.place];
  after?.focus();
  if (held.start !== null && after?.value === held.value) after.setSelectionRange(held.start, held.end);
}

function remember(node, root) {
  const { blockId, actionId, testid, channel } = node.dataset;
  const own =
    actionId !== undefined
      ? dataSelector("block-id", blockId) + dataSelector("action-id", actionId)
      : dataSelector("testid", testid) + dataSelector("channel", channel);
  const ts = node.closest("[data-ts]")?.dataset.ts;
  return {
    selector: own && `${dataSelector("ts", ts)} ${own}`,
    action: actionId,
    place: sameActions(root, actionId).indexOf(node),
    value: node.value,
    start: node.selectionStart ?? null,
    end: node.selectionEnd ?? null,
  };
}

/** Blocks without an id of their own get a new one at each update; their actions keep id and order. */
function sameActions(root, actionId) {
  return actionId === undefined ? [] : [...root.querySelectorAll(dataSelector("action-id", actionId))];
}

function dataSelector(name, value) {
  return value === undefined ? "" : `[data-${name}="${CSS.escape(value)}"]`;
}

/** Make Tab go round inside `root`; to be called for its keydown events. */
export function trapTab(event, root) {
  if (event.key !== "Tab") return;
  const stops = focusables(root);
  if (stops.length === 0) return;
  const edge = event.shiftKey ? stops[0] : stops.at(-1);
  if (document.activeElement !== edge && root.contains(document.activeElement)) return;
  event.preventDefault();
  (event.shiftKey ? stops.at(-1) : stops[0]).focus();
}
