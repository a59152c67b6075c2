/** The sandbox's time: the browser's, and how far the world's jumps have put it ahead. */

let aheadSeconds = 0;

/** Take over what a world says that was just connected to. */
export function setAhead(seconds) {
  aheadSeconds = seconds;
}

/** Follow a jump; a world only goes ahead, so what says less than is known came late. */
export function followJump(seconds) {
  aheadSeconds = Math.max(aheadSeconds, seconds);
}

/** Tell whether the sandbox's time differs from the real one. */
export function isAhead() {
  return aheadSeconds > 0;
}

/** Seconds since 1970 in the sandbox. */
export function now() {
  return Date.now() / 1000 + aheadSeconds;
}
