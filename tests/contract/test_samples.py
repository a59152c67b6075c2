"""The samples that Slack is asked to judge: every kind of message and form that there is."""

import importlib
import inspect
import pkgutil
import sys
from collections.abc import Iterator
from types import CodeType, FrameType, FunctionType
from typing import Any

from slack_sdk.models.views import View

import bot.ui
from bot.ops.samples import draw_samples
from bot.ui.rich_text import Message

# what others are made of
_PARTS = {"build_message"}


def find_builders() -> Iterator[FunctionType]:
    """Return the public functions that build a whole message or a whole view."""
    for found in pkgutil.iter_modules(bot.ui.__path__):
        module = importlib.import_module(f"bot.ui.{found.name}")
        for name, value in vars(module).items():
            is_ours = inspect.isfunction(value) and value.__module__ == module.__name__
            if not is_ours or not name.startswith("build_") or name in _PARTS:
                continue
            if inspect.signature(value).return_annotation in (Message, View):
                yield value


def test_every_kind_of_message_and_view_is_among_the_samples() -> None:
    called: set[CodeType] = set()

    def note(frame: FrameType, event: str, argument: Any) -> None:
        if event == "call":
            called.add(frame.f_code)

    sys.setprofile(note)
    try:
        names = [name for name, _ in draw_samples()]
    finally:
        sys.setprofile(None)

    assert [each.__name__ for each in find_builders() if each.__code__ not in called] == []
    assert len(names) > len(list(find_builders())) > 30
