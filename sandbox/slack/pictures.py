"""Pictures in blocks: which files they show, whether Slack could show them, where they are."""

import copy
import re
from collections.abc import Iterator
from typing import Any

from sandbox.slack.errors import InvalidBlocksError
from sandbox.slack.files import File, FileBook
from sandbox.slack.wire import JsonObject

_FILE_ID = re.compile(r"/(F[A-Z0-9]+)/")


def check_pictures(
    files: FileBook, blocks: list[JsonObject], *, error: str = "invalid_blocks", at: str = "/blocks"
) -> None:
    """Refuse pictures that Slack cannot fetch.

    A `slack_file` must be an image that was completed and looked through; the address of an
    uploaded file opens to nobody without a token, so an `image_url` cannot be one.
    """
    findings = []
    for image, pointer in _images(blocks, at):
        if "slack_file" in image and _shown(files, image["slack_file"]) is None:
            findings.append(f"invalid slack file [json-pointer:{pointer}/slack_file]")
        if (image.get("image_url") or "").startswith(f"{files.site}/files/"):
            findings.append(f"downloading image failed [json-pointer:{pointer}/image_url]")
    if findings:
        raise InvalidBlocksError(error, findings)


def with_addresses(files: FileBook, blocks: list[JsonObject]) -> list[JsonObject]:
    """Return the blocks as the page draws them: files of the workspace have an image_url too."""
    if not any("slack_file" in image for image, _ in _images(blocks, "")):
        return blocks
    drawn = copy.deepcopy(blocks)
    for image, _ in _images(drawn, ""):
        file = _shown(files, image.get("slack_file") or {})
        if file is not None:
            image["image_url"] = file.address(is_for_page=True)
    return drawn


def _images(value: Any, pointer: str) -> Iterator[tuple[JsonObject, str]]:
    if isinstance(value, list):
        for index, one in enumerate(value):
            yield from _images(one, f"{pointer}/{index}")
    elif isinstance(value, dict):
        if value.get("type") == "image":
            yield value, pointer
        for key in ("accessory", "elements"):
            yield from _images(value.get(key), f"{pointer}/{key}")


def _shown(files: FileBook, named: JsonObject) -> File | None:
    in_address = _FILE_ID.search(named.get("url") or "")
    file = files.get(named.get("id") or (in_address.group(1) if in_address else ""))
    return file if file and file.kind.fits_image_blocks else None
