/** Where the person is: the user in the query, conversation and message in the fragment of the address. */

export const HOME = "home";

/**
 * Read `?user=U…#C…/ts`; `#D…/home` is a Home tab. `isNew` tells that a link led here just now, not a step of
 * the page's own and not a step back.
 */
export function readRoute() {
  const [channel, place] = decodeURIComponent(location.hash.slice(1)).split("/");
  return {
    user: new URLSearchParams(location.search).get("user"),
    channel: channel || null,
    ts: place && place !== HOME ? place : null,
    isHome: place === HOME,
    isNew: history.state?.seen !== true,
  };
}

/** Write a conversation, or a thread in it, into the address as a new step of the history. */
export function rememberStep(channel, place = null) {
  const hash = `#${channel}${place ? `/${place}` : ""}`;
  if (location.hash !== hash) history.pushState({ seen: true }, "", hash);
}

/** Put the person into the address without leaving the page. */
export function rememberUser(user) {
  const url = new URL(location.href);
  url.searchParams.set("user", user);
  history.replaceState({ seen: true }, "", url);
}

/** Put a conversation into the address without a step in the history. */
export function rememberPlace(channel) {
  history.replaceState({ seen: true }, "", `${location.pathname}${location.search}#${channel}`);
}

/** Note that what the address points at was shown. */
export function rememberSeen() {
  history.replaceState({ seen: true }, "");
}

/** Let the address count as new again. */
export function forgetSeen() {
  history.replaceState(null, "");
}
