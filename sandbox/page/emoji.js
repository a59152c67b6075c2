/** Emoji by name and by character; the ones in emoji.svg are drawn the same on every machine. */

import { h, sprite } from "./dom.js";

const DRAWINGS = new URL("./emoji.svg", import.meta.url).pathname;

const DRAWN = {
  telephone_receiver: "📞",
  phone: "☎️",
  iphone: "📱",
  mobile_phone_off: "📴",
  no_mobile_phones: "📵",
  outbox_tray: "📤",
  inbox_tray: "📥",
  bell: "🔔",
  no_bell: "🔕",
  mute: "🔇",
  loud_sound: "🔊",
  headphones: "🎧",
  studio_microphone: "🎙️",
  speech_balloon: "💬",
  robot_face: "🤖",
  large_green_circle: "🟢",
  red_circle: "🔴",
  large_yellow_circle: "🟡",
  large_orange_circle: "🟠",
  large_blue_circle: "🔵",
  large_purple_circle: "🟣",
  white_circle: "⚪",
  black_circle: "⚫",
  white_check_mark: "✅",
  heavy_check_mark: "✔️",
  ballot_box_with_check: "☑️",
  x: "❌",
  question: "❓",
  exclamation: "❗",
  warning: "⚠️",
  no_entry: "⛔",
  no_entry_sign: "🚫",
  octagonal_sign: "🛑",
  information_source: "ℹ️",
  hourglass: "⌛",
  hourglass_flowing_sand: "⏳",
  stopwatch: "⏱️",
  alarm_clock: "⏰",
  clock3: "🕒",
  calendar: "📅",
  spiral_calendar: "🗓️",
  memo: "📝",
  newspaper: "📰",
  page_facing_up: "📄",
  clipboard: "📋",
  pencil2: "✏️",
  wastebasket: "🗑️",
  repeat: "🔁",
  arrows_counterclockwise: "🔄",
  arrow_right: "➡️",
  leftwards_arrow_with_hook: "↩️",
  arrow_forward: "▶️",
  double_vertical_bar: "⏸️",
  lock: "🔒",
  mag: "🔍",
  link: "🔗",
  pushpin: "📌",
  bulb: "💡",
  zap: "⚡",
  bar_chart: "📊",
  chart_with_upwards_trend: "📈",
  house: "🏠",
  bust_in_silhouette: "👤",
  wave: "👋",
  thumbsup: "👍",
  tada: "🎉",
  sparkles: "✨",
  eyes: "👀",
  see_no_evil: "🙈",
  crescent_moon: "🌙",
  checkered_flag: "🏁",
  slightly_smiling_face: "🙂",
  gear: "⚙️",
  small_blue_diamond: "🔹",
  raised_hand: "✋",
  key: "🔑",
  label: "🏷️",
  test_tube: "🧪",
  grey_question: "❔",
  vhs: "📼",
  no_good: "🙅",
  raising_hand: "🙋",
  electric_plug: "🔌",
};

const ALIASES = {
  "+1": "thumbsup",
  hand: "raised_hand",
  green_circle: "large_green_circle",
  date: "calendar",
  spiral_calendar_pad: "spiral_calendar",
  clock1: "clock3",
  clock9: "clock3",
  clock10: "clock3",
  telephone: "phone",
  speaker: "loud_sound",
  sound: "loud_sound",
  page_with_curl: "page_facing_up",
  scroll: "page_facing_up",
  heavy_multiplication_x: "x",
  negative_squared_cross_mark: "x",
  stop_sign: "octagonal_sign",
  robot: "robot_face",
  rolled_up_newspaper: "newspaper",
  bookmark_tabs: "clipboard",
  spiral_note_pad: "clipboard",
  smile: "slightly_smiling_face",
  mag_right: "mag",
  timer_clock: "stopwatch",
  watch: "clock3",
  purple_circle: "large_purple_circle",
  party_popper: "tada",
  pause_button: "double_vertical_bar",
};

const UNDRAWN = {
  pray: "🙏",
  heart: "❤️",
  rocket: "🚀",
  fire: "🔥",
  thinking_face: "🤔",
  cry: "😢",
  joy: "😂",
  clap: "👏",
  "-1": "👎",
  thumbsdown: "👎",
  point_right: "👉",
  raised_hands: "🙌",
  shrug: "🤷",
  package: "📦",
  moneybag: "💰",
  sunny: "☀️",
  coffee: "☕",
  book: "📖",
  mailbox: "📫",
  email: "📧",
  envelope: "✉️",
};

const NAMES = new Map(Object.entries(DRAWN).map(([name, character]) => [bare(character), name]));
const PICTOGRAPH = /\p{Extended_Pictographic}\uFE0F?/u;

function bare(character) {
  return character.replace(/[\uFE0F\u{1F3FB}-\u{1F3FF}]/gu, "");
}

/** Draw an emoji by its Slack name; null when the name is unknown. */
export function emojiByName(name) {
  const known = ALIASES[name] ?? name;
  if (Object.hasOwn(DRAWN, known)) return drawing(known);
  return Object.hasOwn(UNDRAWN, known) ? document.createTextNode(UNDRAWN[known]) : null;
}

/** Draw an emoji that stands in text as a character; characters without a drawing stay as they are. */
export function emojiByCharacter(character) {
  const name = NAMES.get(bare(character));
  return name ? drawing(name) : document.createTextNode(character);
}

function drawing(name) {
  const label = name.replaceAll("_", " ");
  return h(
    "span",
    { class: "emoji", role: "img", "aria-label": label, title: `:${name}:`, data: { emoji: name } },
    DRAWN[name],
    sprite(DRAWINGS, name, "emoji-drawing"),
  );
}

/** Split literal text into nodes, drawing the emoji characters in it; `names` also reads :name:. */
export function textWithEmoji(text, { names = false } = {}) {
  const pattern = names
    ? /(:[a-z0-9_+'-]+:|\p{Extended_Pictographic}\uFE0F?[\u{1F3FB}-\u{1F3FF}]?)/u
    : /(\p{Extended_Pictographic}\uFE0F?[\u{1F3FB}-\u{1F3FF}]?)/u;
  return text
    .split(new RegExp(pattern, "gu"))
    .filter((piece) => piece !== "")
    .map((piece) => pieceNode(piece, names));
}

function pieceNode(piece, names) {
  if (names && /^:[a-z0-9_+'-]+:$/.test(piece)) {
    return emojiByName(piece.slice(1, -1)) ?? document.createTextNode(piece);
  }
  return PICTOGRAPH.test(piece) ? emojiByCharacter(piece) : document.createTextNode(piece);
}

/** The name of the first drawn emoji in a text, written either way. */
export function firstEmoji(text) {
  for (const piece of text.match(/:[a-z0-9_+'-]+:|\p{Extended_Pictographic}/gu) ?? []) {
    const name = piece.startsWith(":") ? piece.slice(1, -1) : NAMES.get(bare(piece));
    const known = ALIASES[name] ?? name;
    if (Object.hasOwn(DRAWN, known)) return known;
  }
  return null;
}
