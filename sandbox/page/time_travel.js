/** The sandbox's time in words, and the buttons that let it jump ahead. */

import { followJump, isAhead, now } from "./clock.js";
import { tellSandbox } from "./control.js";
import { dayKey, wallToSeconds, weekdayAndTime, zoneName } from "./dates.js";
import { h } from "./dom.js";

const MINUTE = 60;
const DAY = 24 * 60 * MINUTE;
const MORNING = "09:00";
const TICK_MS = 1000;

/** A line that says what time it is in the sandbox; it shows only while that is not the real time. */
export class TimeLine {
  #world;
  element = h("p", { class: "time-line", role: "status", hidden: true, data: { testid: "sandbox-time" } });

  constructor(world) {
    this.#world = world;
    setInterval(() => this.render(), TICK_MS);
  }

  render() {
    this.element.hidden = !isAhead();
    if (!isAhead()) return;
    const zone = this.#world.timeZone;
    const text = `It is ${weekdayAndTime(now(), zone)} in ${zoneName(zone)}`;
    if (this.element.textContent !== text) this.element.textContent = text;
  }
}

/** The buttons; calls that are live talk on, everything else finds the later time. */
export function jumpButtons(world) {
  const button = (name, title, text, seconds) =>
    h(
      "button",
      { class: "jump", type: "button", title, data: { jump: name }, onclick: () => fastForward(seconds) },
      text,
    );
  return h(
    "div",
    { class: "jumps", role: "group", "aria-label": "Let time pass", data: { testid: "jumps" } },
    button("15", "Let a quarter of an hour pass", "+15 min", () => 15 * MINUTE),
    button("60", "Let an hour pass", "+1 h", () => 60 * MINUTE),
    button("morning", "Go on to the next morning, by your own clock", `to ${MORNING}`, () =>
      untilMorning(now(), world.timeZone),
    ),
  );
}

/** What was asked for last; the next click counts from where that ends. */
let passing = Promise.resolve();

function fastForward(seconds) {
  passing = passing.then(async () => {
    const deed = { do: "fast_forward", seconds: seconds() };
    const done = await tellSandbox(deed, "The sandbox did not change its time.");
    if (done.ok) followJump(done.ahead_seconds);
  });
}

/** Seconds from a moment to the next nine o'clock in a time zone. */
function untilMorning(at, timeZone) {
  const mornings = [at, at + DAY, at + 2 * DAY].map((moment) =>
    wallToSeconds(`${dayKey(moment, timeZone)}T${MORNING}`, timeZone),
  );
  return mornings.find((morning) => morning > at) - at;
}
