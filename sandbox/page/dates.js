/** Points in time as words, always in a named time zone. */

import { now } from "./clock.js";

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const formatters = new Map(); // making one costs far more than using it

function parts(seconds, timeZone, options) {
  const key = `${timeZone} ${JSON.stringify(options)}`;
  if (!formatters.has(key)) formatters.set(key, new Intl.DateTimeFormat("en-US", { timeZone, ...options }));
  const pieces = formatters.get(key).formatToParts(new Date(seconds * 1000));
  return Object.fromEntries(pieces.map(({ type, value }) => [type, value]));
}

function ordinal(day) {
  const n = Number(day);
  const teen = n % 100 >= 11 && n % 100 <= 13;
  return `${n}${teen ? "th" : ({ 1: "st", 2: "nd", 3: "rd" }[n % 10] ?? "th")}`;
}

/** The calendar day as 2025-11-23. */
export function dayKey(seconds, timeZone) {
  const p = parts(seconds, timeZone, { year: "numeric", month: "2-digit", day: "2-digit" });
  return `${p.year}-${p.month}-${p.day}`;
}

/** The time of day as 10:32, or 10:32:07. */
export function timeOfDay(seconds, timeZone, withSeconds = false) {
  const p = parts(seconds, timeZone, {
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
  });
  return withSeconds ? `${p.hour}:${p.minute}:${p.second}` : `${p.hour}:${p.minute}`;
}

function longDate(seconds, timeZone, { weekday = false } = {}) {
  const p = parts(seconds, timeZone, { weekday: "long", year: "numeric", month: "long", day: "numeric" });
  const date = `${p.month} ${ordinal(p.day)}, ${p.year}`;
  return weekday ? `${p.weekday}, ${date}` : date;
}

/** The day of the week and the time, as Tuesday 09:00. */
export function weekdayAndTime(seconds, timeZone) {
  return `${parts(seconds, timeZone, { weekday: "long" }).weekday} ${timeOfDay(seconds, timeZone)}`;
}

function shortDate(seconds, timeZone) {
  const p = parts(seconds, timeZone, { year: "numeric", month: "short", day: "numeric" });
  return `${p.month} ${p.day}, ${p.year}`;
}

function nearDay(seconds, timeZone) {
  const today = now();
  const day = dayKey(seconds, timeZone);
  if (day === dayKey(today, timeZone)) return "today";
  if (day === dayKey(today - DAY, timeZone)) return "yesterday";
  return day === dayKey(today + DAY, timeZone) ? "tomorrow" : null;
}

/** The heading above a day's messages: Today, Yesterday, or the date. */
export function dayHeading(seconds, timeZone) {
  const near = nearDay(seconds, timeZone);
  return near ? near[0].toUpperCase() + near.slice(1) : longDate(seconds, timeZone, { weekday: true });
}

/** Everything there is to know about a point in time, for tooltips. */
export function fullMoment(seconds, timeZone) {
  return `${longDate(seconds, timeZone, { weekday: true })} at ${timeOfDay(seconds, timeZone, true)}`;
}

/** How long ago, or in how long, in words. */
export function ago(seconds) {
  const difference = seconds - now();
  const size = Math.abs(difference);
  if (size < 10) return "just now";
  const [unit, length] =
    size < MINUTE
      ? ["second", 1]
      : size < HOUR
        ? ["minute", MINUTE]
        : size < DAY
          ? ["hour", HOUR]
          : ["day", DAY];
  return new Intl.RelativeTimeFormat("en", { numeric: "always" }).format(
    Math.round(difference / length),
    unit,
  );
}

const TOKENS = {
  date: (s, tz) => longDate(s, tz),
  date_num: (s, tz) => dayKey(s, tz),
  date_slash: (s, tz) => dayKey(s, tz).replaceAll("-", "/"),
  date_short: (s, tz) => shortDate(s, tz),
  date_long: (s, tz) => longDate(s, tz, { weekday: true }),
  date_long_full: (s, tz) => longDate(s, tz, { weekday: true }),
  date_pretty: (s, tz) => nearDay(s, tz) ?? longDate(s, tz),
  date_short_pretty: (s, tz) => nearDay(s, tz) ?? shortDate(s, tz),
  date_long_pretty: (s, tz) => nearDay(s, tz) ?? longDate(s, tz, { weekday: true }),
  day_divider_pretty: (s, tz) => dayHeading(s, tz),
  time: (s, tz) => timeOfDay(s, tz),
  time_secs: (s, tz) => timeOfDay(s, tz, true),
  ago: (s) => ago(s),
};

/** Fill Slack's date format string; null when it holds no token that Slack knows. */
export function formatDate(seconds, format, timeZone) {
  let known = false;
  const text = format.replace(/\{(\w+)\}/g, (whole, token) => {
    if (!Object.hasOwn(TOKENS, token)) return whole;
    known = true;
    return TOKENS[token](seconds, timeZone);
  });
  return known ? text : null;
}

/**
 * Turn a clock on the wall ("2025-11-23T09:30") into seconds since 1970, in a time zone. Of a time that comes
 * twice the first is taken; one that the clocks skip is moved on by what they skip.
 */
export function wallToSeconds(wall, timeZone) {
  const asUtc = Date.parse(`${wall}:00Z`) / 1000;
  const [before, after] = [-DAY, DAY].map((away) => asUtc - offsetSeconds(asUtc + away, timeZone));
  return [before, after].find((seconds) => secondsToWall(seconds, timeZone) === wall) ?? before;
}

/** Turn seconds since 1970 into the clock on the wall, "2025-11-23T09:30". */
export function secondsToWall(seconds, timeZone) {
  return `${dayKey(seconds, timeZone)}T${timeOfDay(seconds, timeZone)}`;
}

/** A calendar day ("2025-11-23") in words, with how far away it is from today. */
export function dayInWords(day, timeZone) {
  const seconds = Date.parse(`${day}T00:00Z`) / 1000;
  const today = Date.parse(`${dayKey(now(), timeZone)}T00:00Z`) / 1000;
  const away = Math.round((seconds - today) / DAY);
  const words = new Intl.RelativeTimeFormat("en", { numeric: "auto" }).format(away, "day");
  return `${longDate(seconds, "UTC", { weekday: true })} · ${words}`;
}

/** A time zone as people call it: "New York". */
export function zoneName(timeZone) {
  return timeZone.split("/").at(-1).replaceAll("_", " ");
}

/** Say what is odd about a clock on the wall that the zone skips or shows twice; null when nothing is. */
export function clockTrouble(wall, timeZone) {
  const seconds = wallToSeconds(wall, timeZone);
  const meant = secondsToWall(seconds, timeZone);
  const time = wall.slice(11);
  if (meant !== wall) return `The clocks skip ${time} that day: ${meant.slice(11)} is taken.`;
  const comesAgain = secondsToWall(seconds + HOUR, timeZone) === wall;
  return comesAgain ? `${time} comes twice that day: the first is taken.` : null;
}

function offsetSeconds(seconds, timeZone) {
  const wall = Date.parse(`${secondsToWall(seconds, timeZone)}:00Z`) / 1000;
  return wall - Math.floor(seconds / MINUTE) * MINUTE;
}
