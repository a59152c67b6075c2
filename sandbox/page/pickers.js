/** Pickers of a date, a time, or both, with a line below that says in words what was picked. */

import { clockTrouble, dayInWords, secondsToWall, wallToSeconds, zoneName } from "./dates.js";
import { h, uniqueId } from "./dom.js";
import { valueKey } from "./fields.js";
import { inputAttributes } from "./text_inputs.js";

const TYPES = { datepicker: "date", timepicker: "time", datetimepicker: "datetime-local" };
const SHORTEST_YEAR = 1000; // while a year is typed, the browser reports 0002, 0020 and 0202

const WORDS = {
  datepicker: (date, { zone }) => date && dayInWords(date, zone),
  timepicker: (_time, { zone, isForeign }) => (isForeign ? `${zoneName(zone)} time` : null),
  datetimepicker: (wall, { zone }) =>
    wall && [`${dayInWords(wall.slice(0, 10), zone)} · ${zoneName(zone)} time`, clockTrouble(wall, zone)],
};

/** Draw a date, time, or date-and-time picker; the latter speaks seconds since 1970. */
export function renderPicker(element, block, ctx) {
  const isMoment = element.type === "datetimepicker";
  const zone = element.timezone ?? ctx.world.timeZone;
  const about = { zone, isForeign: zone !== ctx.world.timeZone };
  const noteId = uniqueId("picked");
  const note = h("span", { class: "picked", id: noteId, role: "status", data: { testid: "picked" } });
  const describe = () => {
    const [words, trouble] = [WORDS[element.type](node.value, about)].flat();
    note.replaceChildren(words || "", trouble ? h("strong", null, trouble) : "");
    note.hidden = !words;
  };
  const attributes = inputAttributes(element, block, ctx);
  const node = h("input", {
    ...attributes,
    "aria-describedby": [attributes["aria-describedby"], noteId].filter(Boolean).join(" "),
    class: "text-input picker",
    type: TYPES[element.type],
    onchange: () => {
      if (isUnfinished(node.value)) return;
      describe();
      const value = isMoment && node.value ? wallToSeconds(node.value, zone) : node.value || null;
      ctx.change(block, element, { [valueKey(element.type)]: value });
    },
  });
  const value = ctx.fields.get(block.block_id, element.action_id);
  node.value = (isMoment && value !== null ? secondsToWall(value, zone) : value) ?? "";
  describe();
  return h("span", { class: "picker-field" }, node, note);
}

function isUnfinished(value) {
  return /^\d{4}-/.test(value) && Number(value.slice(0, 4)) < SHORTEST_YEAR;
}
