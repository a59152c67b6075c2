/** Where the person is: the user in the query, conversation and thread in the fragment of the address. */

/** Read `?user=U…#C…/ts`. */
export function readRoute() {
  const [channel, thread] = decodeURIComponent(location.hash.slice(1)).split("/");
  return {
    user: new URLSearchParams(location.search).get("user"),
    channel: channel || null,
    thread: thread || null,
  };
}

/** Write a conversation, or a thread in it, into the address as a new step of the history. */
export function rememberStep(channel, thread = null) {
  const hash = `#${channel}${thread ? `/${thread}` : ""}`;
  if (location.hash !== hash) history.pushState(null, "", hash);
}

/** Put the person into the address without leaving the page. */
export function rememberUser(user) {
  const url = new URL(location.href);
  url.searchParams.set("user", user);
  history.replaceState(null, "", url);
}

/** Put a conversation into the address without a step in the history. */
export function rememberPlace(channel) {
  history.replaceState(null, "", `${location.pathname}${location.search}#${channel}`);
}
