/** Draws what text can point at: people, channels, broadcasts, links and moments in time. */

import { ago, formatDate, fullMoment } from "./dates.js";
import { h, safeUrl } from "./dom.js";
import { placeOf } from "./links.js";

const LAST_SECOND = 8.64e12; // what a Date can hold

/** Draw a person's name as a chip; one's own name stands out. */
export function userChip(world, id, fallback) {
  const known = world.people.has(id);
  const name = known ? world.user(id).real_name : (fallback ?? id);
  const mine = id === world.me;
  return h(
    "span",
    { class: "mention", data: { user: id, mine: mine ? "yes" : null } },
    h("bdi", null, `@${name}`),
  );
}

/** Draw a channel as a link; one that the person cannot see is only named. */
export function channelChip(world, id, fallback) {
  const conversation = world.conversations.get(id);
  if (!conversation) return h("span", { class: "mention" }, fallback ? `#${fallback}` : "a private channel");
  return h("a", { class: "mention", href: `#${id}` }, world.fullLabel(conversation));
}

/** Draw @here, @channel or @everyone. */
export function broadcastChip(range) {
  return h("span", { class: "mention", data: { broadcast: range, mine: "yes" } }, `@${range}`);
}

/** Draw a link; a permalink leads inside this page, an unsafe address becomes plain text. */
export function linkTo(address, ...label) {
  const href = safeUrl(address);
  const shown = label.length ? label : [address];
  const place = placeOf(address);
  if (place) return h("a", { class: "link", href: place, title: href, data: { place } }, shown);
  if (!href) return h("span", null, shown);
  return h("a", { class: "link", href, target: "_blank", rel: "noopener noreferrer" }, shown);
}

/** Draw a moment in the reader's own time zone, or the fallback where the format is unknown. */
export function dateChip(world, { seconds, format, url, fallback }) {
  const text = Math.abs(seconds) <= LAST_SECOND ? formatDate(seconds, format, world.timeZone) : null;
  if (text === null) return document.createTextNode(fallback ?? "");
  const node = h(
    "time",
    {
      class: "moment",
      datetime: new Date(seconds * 1000).toISOString(),
      title: fullMoment(seconds, world.timeZone),
      data: { ago: format === "{ago}" ? seconds : null },
    },
    text,
  );
  return url ? linkTo(url, node) : node;
}

/** Keep every "3 minutes ago" on the page true. */
export function refreshAgo() {
  for (const node of document.querySelectorAll("time[data-ago]"))
    node.textContent = ago(Number(node.dataset.ago));
}
