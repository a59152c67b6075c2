/** Addresses on this server: its files, and Slack's permalinks with the place they lead to. */

import { safeUrl } from "./dom.js";

const PERMALINK = /^\/archives\/([CDG]\w+)(?:\/p(\d{6,})(\d{6}))?\/?$/;
const LOOPBACK = ["127.0.0.1", "localhost", "[::1]"];

/** The path of an address on this server, under whichever of its names; null when it is somewhere else. */
export function ownPath(address) {
  let url;
  try {
    url = new URL(address, location.href);
  } catch {
    return null;
  }
  const isSameMachine = LOOPBACK.includes(url.hostname) && LOOPBACK.includes(location.hostname);
  const isHere = url.origin === location.origin || (isSameMachine && url.port === location.port);
  return isHere && url.protocol === location.protocol ? url.pathname + url.search : null;
}

/** The place of this page that a permalink leads to, as `#C…/ts`; null for every other address. */
export function placeOf(address) {
  const path = ownPath(address ?? "");
  const [, channel, seconds, micros] = PERMALINK.exec(path?.split("?")[0] ?? "") ?? [];
  if (!channel) return null;
  return seconds ? `#${channel}/${seconds}.${micros}` : `#${channel}`;
}

/** The permalink of a message, as chat.getPermalink words it. */
export function permalinkOf({ channel, ts, thread_ts: thread }) {
  const link = `${location.origin}/archives/${channel}/p${ts.replace(".", "")}`;
  return thread && thread !== ts ? `${link}?thread_ts=${thread}&cid=${channel}` : link;
}

/** Go where an address leads: inside this page when it is a permalink, else into a new tab. */
export function visit(address) {
  const place = placeOf(address);
  const href = safeUrl(address);
  if (place) location.hash = place;
  else if (href) open(href, "_blank", "noopener");
}
