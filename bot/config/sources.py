"""Where settings come from: the environment, or else a file; all that is wrong is named at once."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError
from pydantic_settings import DotEnvSettingsSource, EnvSettingsSource

from bot.config.settings import ENCODING, Config
from bot.errors import ConfigError

WHERE_TO_FIND: Final[Mapping[str, str]] = {
    "SLACK_BOT_TOKEN": "api.slack.com/apps → your app → OAuth & Permissions → Bot User OAuth Token",
    "SLACK_APP_TOKEN": "api.slack.com/apps → your app → Basic Information → App-Level Tokens, "
    "with the scope connections:write",
    "VOICY_API_KEY": "the Voicy dashboard → API keys",
    "VOICY_FROM_NUMBERS": "the Voicy dashboard → phone numbers, "
    "written as +15551234567=Sales, +15551234568=Support",
}
CREDENTIALS: Final = tuple(WHERE_TO_FIND)
# of a line of the file whose value has no quotes: what follows the sign is a comment there
_SAID_OF_TYPE: Final[Mapping[str, str]] = {
    "missing": "is missing",
    "int_parsing": "must be a whole number",
}
_CUT_CALLER_IDS: Final = re.compile(
    r"""^\s*(?:export\s+)?VOICY_FROM_NUMBERS\s*=[^\S\n]*[^"'\s][^\n]*?\s\#[^\n]*[\d,;=+]""",
    re.IGNORECASE | re.MULTILINE,
)


def has_credentials(env_file: Path | None = Path(".env")) -> bool:
    """Say whether any of the four credentials is set; none at all means the sandbox.

    Raises ConfigError for a file that cannot be read.
    """
    _check_file(env_file, is_used=False)
    given = DotEnvSettingsSource(Config, env_file=env_file)() | EnvSettingsSource(Config)()
    return any(given.get(name.lower(), "").strip() for name in CREDENTIALS)


def read_config(env_file: Path | None = Path(".env"), **overrides: Any) -> Config:
    """Read the settings, where `overrides` win; raises ConfigError naming all that is wrong."""
    _check_file(env_file, is_used="voicy_from_numbers" not in overrides)
    try:
        return Config(_env_file=env_file, **overrides)  # type: ignore[call-arg]
    except ValidationError as exc:
        problems = tuple(_describe_problem(dict(error)) for error in exc.errors())
        # the chained error repeats the input, which may be a secret
        raise ConfigError(problems) from None


def _check_file(path: Path | None, *, is_used: bool) -> None:
    """Raise ConfigError for a file that cannot be read, or not as it was meant.

    `is_used` says that the caller IDs come from it, where the environment has none.
    """
    if path is None or not path.is_file():
        return
    try:
        text = path.read_text(encoding=ENCODING)
    except OSError as exc:
        raise ConfigError((f"{path} cannot be read: {exc.strerror}.",)) from exc
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:  # UTF-16 without its mark passes for UTF-8
        raise ConfigError((f"{path} is not UTF-8 text: save it anew with the encoding UTF-8.",))
    if is_used and _CUT_CALLER_IDS.search(text) and not _is_in_environment("voicy_from_numbers"):
        raise ConfigError(
            (
                f"VOICY_FROM_NUMBERS in {path} has a “#”, and what follows it would be left out "
                "as a comment: put quotes around the whole value.",
            )
        )


def _is_in_environment(name: str) -> bool:
    return bool(EnvSettingsSource(Config)().get(name))


def _describe_problem(error: Mapping[str, Any]) -> str:
    name = str(error["loc"][0]).upper() if error["loc"] else "settings"
    said = str(error["msg"]).removeprefix("Value error, ").replace("Input should be", "Must be")
    said = _SAID_OF_TYPE.get(error["type"], said[0].lower() + said[1:])
    where = f". Find it at {WHERE_TO_FIND[name]}" if name in WHERE_TO_FIND else ""
    return f"{name} {said}{where}."
