"""The log: one line for each thing that happens, and nothing in it that is nobody's business."""

import json
import logging
import re
import sys
from datetime import UTC, datetime
from typing import Final

from bot.domain.phone_numbers import mask_number

_TEXT: Final = "%(asctime)s %(levelname)-8s %(name)s: %(message)s"
# tokens and keys by their shape, wherever a library may put them
_SECRETS: Final = re.compile(r"(xox[a-z]-|xapp-|voicy_sk_[a-z]+_|Bearer\s+)[^\s\"',}]+")
_NUMBERS: Final = re.compile(r"\+\d[\d ().-]{5,20}\d")
# they write addresses, bodies and headers at their lower levels
_TALKATIVE: Final = ("httpx", "httpcore", "slack_sdk", "slack_bolt", "aiohttp", "asyncio")


def set_up_logs(level: str, log_format: str) -> None:
    """Log to standard error, as text or one JSON object a line."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_JsonFormatter() if log_format == "json" else _TextFormatter(_TEXT))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.getLogger("apscheduler").setLevel(logging.ERROR)


def redact(text: str) -> str:
    """Take secrets out of a text and shorten phone numbers to their last digits."""
    without_secrets = _SECRETS.sub(lambda found: f"{found[1]}…", text)
    return _NUMBERS.sub(lambda found: mask_number(found[0]), without_secrets)


class _TextFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record))


class _JsonFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": redact(record.getMessage()),
        }
        if record.exc_info:
            line["exception"] = redact(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False)
