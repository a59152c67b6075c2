"""The log: one line for each thing that happens, and nothing in it that is nobody's business."""

import json
import logging
import sys
from datetime import UTC, datetime
from types import TracebackType
from typing import Final

from bot.ops.redaction import escape_line, redact

_TEXT: Final = "%(asctime)s %(levelname)-8s %(name)s: %(message)s"
# a line of a traceback cannot be taken for a line of the log, whoever wrote the exception's text
_CONTINUED: Final = "\n  | "
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
    # what nobody expected may repeat what the outside wrote, too
    sys.excepthook = _log_unexpected


def _log_unexpected(
    kind: type[BaseException], exc: BaseException, trace: TracebackType | None
) -> None:
    logging.getLogger(__name__).critical("unexpected, stopping", exc_info=(kind, exc, trace))


class _TextFormatter(logging.Formatter):
    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's own name
        return escape_line(redact(super().formatMessage(record)))

    def format(self, record: logging.LogRecord) -> str:
        first, *trace = super().format(record).split("\n")
        return _CONTINUED.join([first, *(escape_line(redact(line)) for line in trace)])


class _JsonFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": escape_line(redact(record.getMessage())),
        }
        if record.exc_info:
            trace = redact(self.formatException(record.exc_info)).split("\n")
            line["exception"] = "\n".join(map(escape_line, trace))
        return json.dumps(line, ensure_ascii=False)
