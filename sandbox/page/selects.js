/** Where the choices of each kind of select come from: its own options, the bot, or the workspace. */

import { Combobox } from "./combobox.js";
import { valueKey } from "./fields.js";

const SEARCH_PAUSE_MS = 200;
const DEFAULT_MIN_QUERY_LENGTH = 3;

/** Draw any single-choice select. */
export function renderSelect(element, block, ctx) {
  const source = sourceOf(element.type, element, block, ctx);
  const chosen = ctx.fields.get(block.block_id, element.action_id);
  const combobox = new Combobox({
    current: chosen ? source.describe(chosen) : null,
    placeholder: element.placeholder?.text ?? source.placeholder,
    id: ctx.controlId,
    label: ctx.controlId ? null : (element.placeholder?.text ?? source.placeholder),
    describedBy: ctx.describedBy,
    dataset: { blockId: block.block_id, actionId: element.action_id },
    clearable: block.type === "input" && block.optional === true,
    delay: source.delay,
    minimum: source.minimum,
    suggest: source.suggest,
    onPick: (option) => ctx.change(block, element, { [valueKey(element.type)]: option?.wire ?? null }),
  });
  return combobox.element;
}

/**
 * Where choices come from, by the type of a single select: `describe(wire)` makes an option of a value,
 * `suggest(query)` resolves to groups of options, `placeholder`, `delay` and `minimum` say how to ask.
 */
export function sourceOf(type, element, block, ctx) {
  return SOURCES[type](element, block, ctx);
}

const SOURCES = {
  static_select: (element) => {
    const groups = element.option_groups
      ? fromGroups(element.option_groups)
      : [fromOptions(element.options ?? [])];
    return {
      placeholder: "Choose one",
      describe: fromOption,
      suggest: (query) => filterGroups(groups, query),
    };
  },
  external_select: (element, block, ctx) => ({
    placeholder: "Search",
    describe: fromOption,
    delay: SEARCH_PAUSE_MS,
    minimum: element.min_query_length ?? DEFAULT_MIN_QUERY_LENGTH,
    suggest: async (query) => {
      const answer = await ctx.suggest(block, element, query);
      if (!answer || answer.error) return [];
      return answer.option_groups ? fromGroups(answer.option_groups) : [fromOptions(answer.options ?? [])];
    },
  }),
  users_select: (_element, _block, { world }) => {
    const option = (id) => ({
      key: id,
      wire: id,
      text: world.user(id).real_name,
      description: `@${world.user(id).name}`,
    });
    return listSource("Choose a person", active(world.people).map(option), option);
  },
  channels_select: (_element, _block, { world }) => {
    const open = world.channels().filter((c) => c.kind === "channel" && !c.is_archived);
    return conversationSource("Choose a channel", open, world);
  },
  conversations_select: (element, _block, { world }) => {
    const shown = [...world.conversations.values()].filter((c) => isWanted(c, element.filter, world));
    return conversationSource("Choose a conversation", shown, world);
  },
};

function listSource(placeholder, options, describe) {
  return { placeholder, describe, suggest: (query) => filterGroups([{ options }], query) };
}

function conversationSource(placeholder, conversations, world) {
  const option = (conversation) => ({
    key: conversation.id,
    wire: conversation.id,
    text: world.fullLabel(conversation),
    description: { private: "Private channel", im: "Direct message", mpim: "Group message" }[
      conversation.kind
    ],
  });
  const describe = (id) => {
    const conversation = world.conversations.get(id);
    return conversation ? option(conversation) : { key: id, wire: id, text: id };
  };
  return listSource(placeholder, conversations.map(option), describe);
}

function active(people) {
  return [...people.values()].filter((user) => !user.is_deactivated).map(({ id }) => id);
}

function isWanted(conversation, filter, world) {
  if (conversation.is_archived) return false;
  if (filter?.exclude_external_shared_channels && conversation.is_ext_shared) return false;
  const kind = conversation.kind === "channel" ? "public" : conversation.kind;
  if (filter?.include && !filter.include.includes(kind)) return false;
  const withBot = conversation.kind === "im" && world.user(world.other(conversation)).is_bot;
  return !(filter?.exclude_bot_users && withBot);
}

function fromOption(option) {
  return { key: option.value, wire: option, text: option.text.text, description: option.description?.text };
}

function fromOptions(options) {
  return { options: options.map(fromOption) };
}

function fromGroups(groups) {
  return groups.map((group) => ({ label: group.label.text, ...fromOptions(group.options) }));
}

function filterGroups(groups, query) {
  const wanted = query.toLocaleLowerCase();
  const matches = ({ text, description }) =>
    `${text} ${description ?? ""}`.toLocaleLowerCase().includes(wanted);
  return Promise.resolve(groups.map((group) => ({ ...group, options: group.options.filter(matches) })));
}
