"""Images: by a public address, or by a file of the workspace."""

from sandbox.slack.block_kit.composition import IDENTIFIER, URL, plain_text
from sandbox.slack.block_kit.rules import Rule, choice, exactly_one_of, shape, string

_SLACK_FILE = shape({}, {"id": IDENTIFIER, "url": URL}, exactly_one_of("id", "url"))
_REQUIRED: dict[str, Rule] = {"type": choice("image"), "alt_text": string(2000, shortest=0)}
_SOURCE: dict[str, Rule] = {"image_url": URL, "slack_file": _SLACK_FILE}
_ONE_SOURCE = exactly_one_of("image_url", "slack_file")

IMAGE_ELEMENT = shape(_REQUIRED, _SOURCE, _ONE_SOURCE)
IMAGE_BLOCK = shape(
    _REQUIRED, {"block_id": IDENTIFIER, "title": plain_text(2000), **_SOURCE}, _ONE_SOURCE
)
