/** The sandbox's time: the browser's, and how far the world's jumps have put it ahead. */

let aheadSeconds = 0;

/** Follow the world's jumps. */
export function setAhead(seconds) {
  aheadSeconds = seconds;
}

/** Tell whether the sandbox's time differs from the real one. */
export function isAhead() {
  return aheadSeconds > 0;
}

/** Seconds since 1970 in the sandbox. */
export function now() {
  return Date.now() / 1000 + aheadSeconds;
}
