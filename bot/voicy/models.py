"""What the API's answers say, read so that no missing, unknown or odd field can do harm.

Every field is lenient: a wrong type gives the default, never an exception. The only required
fields are ids, without which a value would be of no use. Wire names are aliases and end here:
read an answer with `Model.read`, build a value by its own field names.
"""

from collections.abc import Mapping
from copy import copy
from datetime import UTC, datetime
from typing import Annotated, Any, Final, Self

from pydantic import (
    AfterValidator,
    AliasPath,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    OnErrorOmit,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)

from bot.voicy.bounds import (
    LONGEST_NAME,
    LONGEST_TEXT,
    LONGEST_WORD,
    MOST_AGENT_VARIABLES,
    MOST_AGENTS,
    MOST_CALLS,
    MOST_TRANSCRIPT_ENTRIES,
    keep,
    keep_light,
    keep_values,
    note_cut,
)

# what a database column and a JavaScript number can both hold
_LARGEST_COUNT: Final = 2**53
# no plan lets anybody talk for so long: such a length would be most of what is counted
_LONGEST_CALL_MS: Final = 24 * 60 * 60 * 1000
_NO_CALLS_BEFORE: Final = datetime(2000, 1, 1, tzinfo=UTC)


def _fall_back_to(default: object) -> WrapValidator:
    def validate(value: Any, handler: ValidatorFunctionWrapHandler) -> Any:
        try:
            return handler(value)
        except (ValueError, TypeError, OverflowError, OSError):
            return copy(default)

    return WrapValidator(validate)


def _read_count(value: Any) -> int:
    """Read a number that is not negative; JSON may carry it as text or as a fraction."""
    number = -1.0 if isinstance(value, bool) else float(value)
    if not 0 <= number <= _LARGEST_COUNT:
        raise ValueError("not a count")
    return int(number)


def _read_length(value: Any) -> int:
    """Read how long a call was, in milliseconds."""
    length = _read_count(value)
    if length > _LONGEST_CALL_MS:
        raise ValueError("not a length")
    return length


def _read_moment(value: Any) -> datetime:
    """Read Unix milliseconds as an aware UTC time."""
    if isinstance(value, datetime):
        return value
    return datetime.fromtimestamp(_read_count(value) / 1000, tz=UTC)


def _read_start(value: Any) -> datetime:
    """Read when a call began; 0, or seconds for milliseconds, is no time at which one did."""
    moment = _read_moment(value)
    if moment < _NO_CALLS_BEFORE:
        raise ValueError("not a start")
    return moment


def _read_default(value: Any) -> Any:
    """Read a word, or what is written as one."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return str(value) if is_number else value


def _read_name(value: Any) -> str:
    """Read what something is called by; a bare number is a name too."""
    text = str(value).strip() if isinstance(value, str | int) else ""
    if not 0 < len(text) <= LONGEST_NAME or isinstance(value, bool):
        raise ValueError("not a name")
    return text


def _read_id(value: Any, info: ValidationInfo) -> str:
    """Read an id that can be asked for again, and stand in a line of the log."""
    text = _read_name(value)
    if not text.isprintable():
        note_cut(info, "ids that are none")
        raise ValueError("not an id")
    return text


_Id = Annotated[str, BeforeValidator(_read_id)]
_LenientId = Annotated[str | None, BeforeValidator(_read_id), _fall_back_to(None)]
_LenientText = Annotated[str | None, keep(LONGEST_WORD, "words"), _fall_back_to(None)]
_LenientWord = Annotated[str, keep(LONGEST_WORD, "words"), _fall_back_to("")]
_LongText = Annotated[str, keep(LONGEST_TEXT, "text"), _fall_back_to("")]
_LenientLength = Annotated[int | None, BeforeValidator(_read_length), _fall_back_to(None)]
_LenientCount = Annotated[int | None, BeforeValidator(_read_count), _fall_back_to(None)]
_LenientMoment = Annotated[datetime | None, BeforeValidator(_read_moment), _fall_back_to(None)]
_LenientStart = Annotated[datetime | None, BeforeValidator(_read_start), _fall_back_to(None)]
_LightValue = Annotated[Any, BeforeValidator(keep_light)]
_LenientObject = Annotated[dict[str, Any], BeforeValidator(keep_values), _fall_back_to({})]


class _WireModel(BaseModel):
    """A frozen value that ignores what it does not know."""

    model_config = ConfigDict(frozen=True, validate_by_name=True, validate_by_alias=True)

    @classmethod
    def read(cls, answer: Any, cuts: set[str] | None = None) -> Self:
        """Read a value from decoded JSON; raises ValueError where what is required is missing.

        By wire names only, because some of them mean another thing here: an error body carries a
        `status` that is not the status of a call. What was too long to keep is added to `cuts`.
        """
        return cls.model_validate(answer, by_alias=True, by_name=False, context=cuts)


class TranscriptEntry(_WireModel):
    """One thing said or done in a call; `role` is `agent`, `caller`, `system` or a new word."""

    role: _LenientWord = ""
    content: _LongText = ""
    at: _LenientMoment = Field(default=None, validation_alias="timestamp_ms")
    function_invocation: _LightValue = None
    function_result: _LightValue = None


class VoicyCall(_WireModel):
    """A call as the API shows it, whole (call-get) or light (call-list).

    `status` is the API's word as it came, "" when absent. `duration_ms` is None until the call is
    over; `summary` may be None for minutes after that. `recording_url` expires after an hour.
    """

    call_id: _LenientId = None
    status: _LenientWord = Field(default="", validation_alias="call_status")
    direction: _LenientText = None
    agent_name: _LenientText = Field(default=None, validation_alias=AliasPath("agent", "name"))
    from_number: _LenientText = None
    to_number: _LenientText = None
    started_at: _LenientStart = Field(default=None, validation_alias="start_timestamp")
    duration_ms: _LenientLength = None
    summary: Annotated[str | None, keep(LONGEST_TEXT, "text"), _fall_back_to(None)] = None
    transcript: Annotated[
        tuple[OnErrorOmit[TranscriptEntry], ...] | None,
        keep(MOST_TRANSCRIPT_ENTRIES, "transcript entries"),
        _fall_back_to(None),
    ] = None
    recording_url: Annotated[str | None, keep(LONGEST_TEXT, "text"), _fall_back_to(None)] = None
    extracted: _LenientObject = Field(default_factory=dict, validation_alias="vars_extracted")
    collected: _LenientObject = Field(default_factory=dict, validation_alias="vars_collected")


class CallPage(_WireModel):
    """One page of call-list; `total_count` counts all pages, None when the API does not say.

    Required to hold an array: an answer without one must not pass for “there is no such call”.
    """

    calls: Annotated[
        tuple[OnErrorOmit[VoicyCall], ...],
        BeforeValidator(lambda value: () if value is None else value),
        keep(MOST_CALLS, "calls"),
    ]
    total_count: _LenientCount = None


class DialAccepted(_WireModel):
    """A dial the API took on; without a `call_id` there is none."""

    call_id: _Id
    status: _LenientWord = Field(default="", validation_alias="call_status")
    agent_id: _LenientId = None


class AgentVariable(_WireModel):
    """A value an agent's prompt has a place for; `default` is what stands there without one."""

    name: Annotated[str, BeforeValidator(_read_name)]
    description: _LongText = ""
    default: Annotated[_LongText, BeforeValidator(_read_default)] = ""


def _keep_first(variables: tuple[AgentVariable, ...]) -> tuple[AgentVariable, ...]:
    """Keep one variable of each name: nobody can give another value to the second one."""
    named: dict[str, AgentVariable] = {}
    for each in variables:
        named.setdefault(each.name, each)
    return tuple(named.values())


_LenientVariables = Annotated[
    tuple[OnErrorOmit[AgentVariable], ...],
    keep(MOST_AGENT_VARIABLES, "variables"),
    AfterValidator(_keep_first),
    _fall_back_to(()),
]


class Agent(_WireModel):
    """A voice agent of the account.

    agent-list leaves `variables` and `result_fields` empty, agent-get fills them.
    """

    agent_id: _Id
    name: _LenientWord = ""
    language: _LenientText = None
    greeting: _LongText = Field(default="", validation_alias="welcome_message")
    is_active: Annotated[bool, _fall_back_to(True)] = Field(default=True, validation_alias="active")
    variables: _LenientVariables = Field(default=(), validation_alias="variables_provided")
    result_fields: _LenientVariables = Field(default=(), validation_alias="variables_extracted")

    def model_post_init(self, context: Any, /) -> None:
        """Let the id stand for a name that is missing."""
        if not self.name.strip():
            object.__setattr__(self, "name", self.agent_id)


class AgentList(_WireModel):
    """The agents of the account; those without an id are left out."""

    agents: Annotated[tuple[OnErrorOmit[Agent], ...], keep(MOST_AGENTS, "agents")]

    @classmethod
    def read(cls, answer: Any, cuts: set[str] | None = None) -> Self:
        """Read agent-list, whose shape is not documented: an array, or an object holding one."""
        found = [answer]
        if isinstance(answer, Mapping):
            found = [answer.get("agents"), *answer.values()]
        array = next((value for value in found if isinstance(value, list)), None)
        return super().read({"agents": array}, cuts)
