"""The names that people see, in place of what Slack writes for people, channels and groups."""

import re
from collections.abc import Collection, Mapping
from typing import Final

from bot.errors import InputError
from bot.slack.facts import SlackFacts

# https://docs.slack.dev/messaging/formatting-message-text, "Parsing"
_MENTION: Final = re.compile(
    r"<(?:@(?P<person>[UW][A-Z0-9]+)|\#(?P<channel>[CDG][A-Z0-9]+)|!subteam\^(?P<group>S[A-Z0-9]+)"
    r"|!date\^[^<>|]*|!(?P<all>here|channel|everyone))(?:\|(?P<label>[^<>]*))?>"
)
NO_NAME: Final = "Slack does not say what the name of “{variable}” is. Write the name itself."


async def name_mentions(
    variables: Mapping[str, str], mentions: Collection[str], facts: SlackFacts
) -> dict[str, str]:
    """Return variables with names in place of mentions; raises InputError where there is none."""
    named = dict(variables)
    for variable, text in variables.items():
        for mention in filter(text.__contains__, mentions):
            found = _MENTION.fullmatch(mention)
            name = await _find_name(found, facts) if found else ""
            if not name:
                raise InputError(NO_NAME.format(variable=variable), field="variables")
            named[variable] = named[variable].replace(mention, name)
    return named


async def _find_name(mention: re.Match[str], facts: SlackFacts) -> str:
    # the label of a person is a handle, which nobody sees
    if user_id := mention["person"]:
        person = await facts.find_person(user_id)
        return person.shown_name if person else ""
    if label := (mention["label"] or "").lstrip("@#"):
        return label
    if channel_id := mention["channel"]:
        place = await facts.find_place(channel_id)
        return place.name if place else ""
    if group_id := mention["group"]:
        return await facts.find_group_name(group_id)
    return mention["all"] or ""
