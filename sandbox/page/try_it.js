/** The "Try it" panel: how a call can go, by number, and how fast the world turns. */

import { tellSandbox } from "./control.js";
import { h, icon } from "./dom.js";
import { emojiByName } from "./emoji.js";
import { examples } from "./examples.js";
import { jumpButtons, TimeLine } from "./time_travel.js";

const SPEEDS = [1, 2, 5, 10, 30];
const SIGNS = [
  [/busy/, "no_mobile_phones"],
  [/voicemail/, "vhs"],
  [/wrong_person/, "no_good"],
  [/opted_out/, "no_entry"],
  [/call_back/, "repeat"],
  [/wants_human/, "raising_hand"],
  [/error_inactivity/, "electric_plug"],
  [/no_answer/, "no_bell"],
  [/silence|inactivity/, "mute"],
  [/late/, "hourglass_flowing_sand"],
  [/long/, "stopwatch"],
  [/fast/, "zap"],
  [/refused|invalid|unprocessable|422|400|403/, "x"],
  [/cancel/, "no_entry_sign"],
  [/lost|html|missing|500|unconfirmed/, "question"],
  [/error|fail/, "warning"],
  [/unknown|transfer/, "grey_question"],
  [/vars|mischie|text|list/, "test_tube"],
  [/talk/, "speech_balloon"],
  [/agent/, "robot_face"],
  [/answer|ended/, "white_check_mark"],
];

export class TryIt {
  #world;
  #onOffer;
  #list = h("ul", { class: "fates" });
  #examples = h("ul", { class: "fates" });
  #time;
  #speeds = h("div", {
    class: "speeds",
    role: "radiogroup",
    "aria-label": "Speed of calls",
    data: { testid: "speed" },
  });
  #speedRow;
  #drawn = null;
  element;

  /** `onOffer(text)` puts a command into the composer; `onClose()` hides the panel. */
  constructor({ world, onOffer, onClose }) {
    this.#world = world;
    this.#onOffer = onOffer;
    this.#time = new TimeLine(world);
    this.#speedRow = h("div", { class: "speed-row" }, h("span", null, "Speed of calls"), this.#speeds);
    this.element = h(
      "section",
      { class: "pane try-it", "aria-label": "Try it", data: { testid: "try-it" } },
      h(
        "header",
        { class: "pane-head" },
        h("h2", null, "Try it"),
        h(
          "button",
          {
            class: "icon-button",
            type: "button",
            "aria-label": "Close Try it",
            data: { testid: "try-it-close" },
            onclick: onClose,
          },
          icon("close"),
        ),
      ),
      h(
        "div",
        { class: "pane-body" },
        h(
          "p",
          { class: "try-lead" },
          "Nobody real is called here. The number decides how the call goes: pick one, then press Enter.",
        ),
        this.#list,
        h("h3", { class: "try-more" }, "And then"),
        this.#examples,
      ),
      h(
        "footer",
        { class: "try-world" },
        this.#time.element,
        h("div", { class: "speed-row" }, h("span", null, "Let time pass"), jumpButtons(world)),
        this.#speedRow,
      ),
    );
  }

  render() {
    this.#time.render();
    const { fates, speed, commands } = this.#world;
    const shape = JSON.stringify([fates, speed, commands]);
    if (shape === this.#drawn) return; // a click in progress keeps its target
    this.#drawn = shape;
    this.#list.replaceChildren(...fates.map((fate) => h("li", null, this.#fate(fate))));
    const more = examples(this.#world, fates[0]?.number);
    this.#examples.replaceChildren(...more.map((example) => h("li", null, this.#example(example))));
    this.#speedRow.hidden = speed === null;
    const offered =
      speed === null || SPEEDS.includes(speed) ? SPEEDS : [...SPEEDS, speed].sort((a, b) => a - b);
    this.#speeds.replaceChildren(...offered.map((value) => this.#speed(value)));
  }

  #fate(fate) {
    return this.#offer({
      line: callCommand(this.#world, fate.number),
      sign: signOf(fate),
      label: fate.label,
      story: fate.story,
      detail: readableNumber(fate.number),
      data: { testid: "fate", number: fate.number, fate: fate.name },
    });
  }

  #example({ name, line, ...words }) {
    return this.#offer({ ...words, line, detail: line, data: { testid: "example", example: name } });
  }

  /** A button that puts a line into the composer. */
  #offer({ line, sign, label, story, detail, data }) {
    return h(
      "button",
      { class: "fate", type: "button", title: line, data, onclick: () => this.#onOffer(line) },
      h("span", { class: "fate-sign" }, emojiByName(sign)),
      h(
        "span",
        { class: "fate-words" },
        h("strong", null, label),
        story && h("span", { class: "fate-story" }, story),
        h("span", { class: "fate-number" }, detail),
      ),
    );
  }

  #speed(value) {
    const isCurrent = value === this.#world.speed;
    return h(
      "button",
      {
        class: "speed",
        type: "button",
        role: "radio",
        "aria-checked": String(isCurrent),
        data: { speed: value },
        onclick: () => setSpeed(value),
      },
      `${value}×`,
    );
  }
}

/** The line that calls a number. */
export function callCommand(world, number) {
  return `${world.commands[0]?.command ?? "/call"} ${number} name=John`;
}

function setSpeed(speed) {
  return tellSandbox({ do: "speed", speed }, "The sandbox did not change its speed.");
}

function signOf({ name, label }) {
  const words = `${name} ${label}`.toLowerCase();
  return SIGNS.find(([pattern]) => pattern.test(words))?.[1] ?? "telephone_receiver";
}

function readableNumber(number) {
  return number.replace(/^\+1(\d{3})(\d{3})(\d{4})$/, "+1 $1-$2-$3");
}
