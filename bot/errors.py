"""The error tree: everything the bot can fail with.

    CallBotError
    ├── ConfigError                  settings are missing or wrong, all named at once
    ├── CommandError                 what was typed after the command cannot be understood
    ├── InvalidNumberError           a text is not a phone number that can be dialed
    │   └── AmbiguousNumberError     it may be one of several numbers
    ├── AmbiguousTimeError           a text is no moment to call at, or may be one of several
    ├── InputError                  a policy says no before anybody is called
    ├── DeniedError                  a policy says no
    ├── OrderNotFoundError           a button belongs to an order that is not in the database
    ├── StoreError                   the database cannot be read or written
    │   ├── StoreInUseError          another process of this bot has it
    │   └── StoreGoneError           its file was deleted or replaced while the bot was running
    ├── LeaseExpiredError            a lease is old or another's: what it was for was not sent
    ├── NotReadyError                what a message needs first cannot be had for a while
    ├── ChartError                   a chart could not be drawn; its numbers are there in words
    ├── SlackError
    │   ├── ChannelUnavailableError  this channel, thread or message cannot be written to
    │   ├── SlackAuthError           the token or a scope is gone; nothing can be posted at all
    │   ├── InvalidPayloadError      Slack refuses what we send, not where
    │   ├── SlackUnavailableError    nothing was done; the same request may be sent again
    │   ├── SlackRefusedError        a no in a word that nobody listed: final or not, who knows
    │   └── DeliveryUnknownError     the answer was lost; the message may stand there
    └── VoicyError
        ├── VoicyRefusedError        a 4xx: the API understood and said no
        ├── VoicyLimitError          429, or no free slot: nothing was done, wait
        ├── VoicyUnavailableError    nothing was done, or only reading was tried
        │   └── VoicyUnreadableError   the answer came, and nobody can read it
        ├── DialUnconfirmedError     a dial whose answer was lost: the phone may ring
        └── RecordingUnavailableError  there is none, or it cannot be fetched

Facts are attributes, `str(error)` is for the log; `bot/ui/notices.py` explains each to people.
"""

from datetime import datetime


class CallBotError(Exception):
    """Base of everything this bot raises on purpose."""


class ConfigError(CallBotError):
    """Settings are missing or wrong."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))


class CommandError(CallBotError):
    """What was typed cannot be understood; `text[start:end]` is the offending part."""

    def __init__(self, sentence: str, *, text: str, start: int, end: int, example: str) -> None:
        self.sentence = sentence
        self.text = text
        self.start = start
        self.end = end
        self.example = example
        super().__init__(sentence)

    @property
    def part(self) -> str:
        """The offending part exactly as it was typed."""
        return self.text[self.start : self.end]


class InvalidNumberError(CallBotError):
    """A text is not a phone number that can be dialed; `reason` completes "this number …".

    `stray` is the part without which it is one, empty where that would not help.
    """

    def __init__(self, text: str, reason: str, *, stray: str = "") -> None:
        self.text = text
        self.reason = reason
        self.stray = stray
        super().__init__(f"“{text}” cannot be called: {reason}.")


class AmbiguousNumberError(InvalidNumberError):
    """A text may be one of several numbers, `choices` in E.164, the likeliest first."""

    def __init__(self, text: str, choices: tuple[str, ...]) -> None:
        self.choices = choices
        named = " or ".join(choices)
        super().__init__(text, f"it may be {named}; write the one you mean with its +")


class AmbiguousTimeError(CallBotError):
    """A text is no moment to call at; `choices` are the moments it may mean, in their zone.

    There are none where nothing was understood. Two moments of the hour that comes twice differ in
    `fold` alone, so compare them in UTC. `field` is the part of the request that it is about.
    """

    def __init__(self, sentence: str, *, choices: tuple[datetime, ...] = ()) -> None:
        self.sentence = sentence
        self.choices = choices
        self.field = "at"
        super().__init__(sentence)


class InputError(CallBotError):
    """A part of a request names nothing that there is; `field` is that part."""

    def __init__(self, sentence: str, *, field: str) -> None:
        self.field = field
        super().__init__(sentence)


class DeniedError(CallBotError):
    """A policy says no; `field` is the part it is about, all else as `Objection` has it."""

    def __init__(
        self,
        policy: str,
        value: str,
        *,
        field: str = "",
        since: datetime | None = None,
        set_by: str | None = None,
        who_can_change: str = "",
        details: tuple[str, ...] = (),
    ) -> None:
        self.policy = policy
        self.value = value
        self.field = field
        self.since = since
        self.set_by = set_by
        self.who_can_change = who_can_change
        self.details = details
        super().__init__(f"{policy}: {value}")


class OrderNotFoundError(CallBotError):
    """A button belongs to an order that is not in the database."""

    def __init__(self) -> None:
        super().__init__("no such order")


class StoreError(CallBotError):
    """The database cannot be read or written; what was asked for did not happen."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(f"cannot use its database: {reason}")


class StoreInUseError(StoreError):
    """Another process of this bot has the database; `holder` says which, and how to stop it."""

    def __init__(self, path: str, holder: str) -> None:
        super().__init__(
            f"another process of this bot works on {path} ({holder}). "
            "One at a time: two would call the same people twice"
        )


class StoreGoneError(StoreError):
    """The file of the database was deleted or replaced while the bot was running."""

    def __init__(self, path: str) -> None:
        super().__init__(f"{path} was deleted or replaced while the bot was running")


class LeaseExpiredError(CallBotError):
    """A lease is too old, or another process has it: what it was for was not sent."""

    def __init__(self) -> None:
        super().__init__("the lease is too old")


class NotReadyError(CallBotError):
    """What a message needs before it is sent cannot be had yet; try after a pause."""

    def __init__(self, *, retry_after_seconds: float) -> None:
        self.retry_after_seconds = retry_after_seconds
        super().__init__("not ready to be sent")


class ChartError(CallBotError):
    """Statistics could not be drawn; `reason` completes "…: it took longer than 30 s"."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class SlackError(CallBotError):
    """Slack did not do what was asked; `code` is Slack's own error name where it gave one."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(f"Slack answered “{code}”.")


class ChannelUnavailableError(SlackError):
    """This channel, thread or message cannot be written to."""


class SlackAuthError(SlackError):
    """The token was revoked or lacks a scope; nothing can be posted until a person mends it."""


class InvalidPayloadError(SlackError):
    """Slack refuses the content; `details` are its pointers into the blocks."""

    def __init__(self, code: str, details: tuple[str, ...] = ()) -> None:
        self.details = details
        super().__init__(code)


class SlackUnavailableError(SlackError):
    """Nothing was done; the request may be repeated after `retry_after_seconds`."""

    def __init__(self, code: str, *, retry_after_seconds: float = 1.0) -> None:
        self.retry_after_seconds = retry_after_seconds
        super().__init__(code)


class SlackRefusedError(SlackError):
    """Slack says no in a word that nobody listed; nothing was done, and nothing is to be lost."""


class DeliveryUnknownError(SlackError):
    """The answer was lost: the message may or may not stand in the channel."""


class VoicyError(CallBotError):
    """The Voicy API did not do what was asked."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class VoicyRefusedError(VoicyError):
    """The API understood and said no; `reason` is its own sentence, `status` the HTTP status."""

    def __init__(self, status: int, reason: str) -> None:
        self.status = status
        super().__init__(reason)


class VoicyLimitError(VoicyError):
    """The request limit or the concurrency limit is reached; nothing was done."""

    def __init__(self, sentence: str, *, retry_after_seconds: float, for_slot: bool) -> None:
        self.retry_after_seconds = retry_after_seconds
        self.for_slot = for_slot
        super().__init__(sentence)


class VoicyUnavailableError(VoicyError):
    """The API cannot be reached or answers nonsense; nothing was changed by asking."""


class VoicyUnreadableError(VoicyUnavailableError):
    """An answer came that is too large or makes no sense; asking at once again would not help."""


class DialUnconfirmedError(VoicyError):
    """The answer to a dial was lost; the phone may be ringing. Never dial again by yourself."""


class RecordingUnavailableError(VoicyError):
    """There is no recording, or it cannot be fetched; `reason` completes "…: it is too large"."""
