/** What is filled in, in one message or view: Slack's state values, kept while blocks come and go. */

const KEYS = {
  plain_text_input: ["value", "initial_value"],
  number_input: ["value", "initial_value"],
  email_text_input: ["value", "initial_value"],
  url_text_input: ["value", "initial_value"],
  static_select: ["selected_option", "initial_option"],
  external_select: ["selected_option", "initial_option"],
  radio_buttons: ["selected_option", "initial_option"],
  checkboxes: ["selected_options", "initial_options"],
  users_select: ["selected_user", "initial_user"],
  channels_select: ["selected_channel", "initial_channel"],
  conversations_select: ["selected_conversation", "initial_conversation"],
  multi_static_select: ["selected_options", "initial_options"],
  multi_external_select: ["selected_options", "initial_options"],
  multi_users_select: ["selected_users", "initial_users"],
  multi_channels_select: ["selected_channels", "initial_channels"],
  multi_conversations_select: ["selected_conversations", "initial_conversations"],
  datepicker: ["selected_date", "initial_date"],
  timepicker: ["selected_time", "initial_time"],
  datetimepicker: ["selected_date_time", "initial_date_time"],
};

/** The name under which an element's value stands in Slack's state; undefined for buttons and the like. */
export function valueKey(type) {
  return KEYS[type]?.[0];
}

/** The interactive elements of a block, wherever they stand in it. */
function elementsOf(block) {
  if (block.type === "input") return [block.element];
  if (block.type === "section") return block.accessory ? [block.accessory] : [];
  return block.type === "actions" ? (block.elements ?? []) : [];
}

export class Fields {
  #entries = new Map();

  /**
   * Follow a new list of blocks. A field that keeps its block_id, action_id and type keeps its value;
   * a new one starts with what the server knows (`state`), then with its own initial value.
   */
  adopt(blocks, { state = {}, conversation = null } = {}) {
    const entries = new Map();
    for (const block of blocks ?? []) {
      for (const element of elementsOf(block)) {
        if (!KEYS[element.type]) continue;
        const key = entryKey(block.block_id, element.action_id);
        const kept = this.#entries.get(key);
        const value =
          kept?.type === element.type
            ? kept.value
            : startValue(element, state[block.block_id]?.[element.action_id], conversation);
        entries.set(key, { block: block.block_id, action: element.action_id, type: element.type, value });
      }
    }
    this.#entries = entries;
  }

  get(blockId, actionId) {
    return this.#entries.get(entryKey(blockId, actionId))?.value ?? null;
  }

  set(blockId, actionId, value) {
    const entry = this.#entries.get(entryKey(blockId, actionId));
    if (entry) entry.value = value;
  }

  /** Tell whether a field holds nothing at all. */
  isEmpty(blockId, actionId) {
    const value = this.get(blockId, actionId);
    return value === null || value === "" || (Array.isArray(value) && value.length === 0);
  }

  /** All values in Slack's shape: {block_id: {action_id: {type, value | selected_…}}}. */
  toValues() {
    const values = {};
    for (const { block, action, type, value } of this.#entries.values()) {
      const key = KEYS[type][0];
      const none = isPlural(key) ? [] : null;
      values[block] ??= {};
      values[block][action] = { type, [key]: value === "" ? none : (value ?? none) };
    }
    return values;
  }
}

function entryKey(blockId, actionId) {
  return `${blockId}\n${actionId}`;
}

function isPlural(key) {
  return key.endsWith("s");
}

function startValue(element, known, conversation) {
  const [key, initial] = KEYS[element.type];
  const value = known?.[key] ?? element[initial];
  if (value !== undefined && value !== null) return value;
  if (!element.default_to_current_conversation) return null;
  return isPlural(key) && conversation ? [conversation] : conversation;
}
