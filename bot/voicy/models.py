"""What the API's answers say, read so that no missing, unknown or odd field can do harm.

Every field is lenient: a wrong type gives the default, never an exception. The only required
fields are ids, without which a value would be of no use. Wire names are aliases and end here:
read an answer with `Model.read`, build a value by its own field names.
"""

from collections.abc import Mapping
from copy import copy
from datetime import UTC, datetime
from functools import partial
from math import isfinite
from typing import Annotated, Any, Final, Self

from pydantic import (
    AliasPath,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)

# what a database column and a JavaScript number can both hold
_LARGEST_COUNT: Final = 2**53


def _fall_back_to(default: object) -> WrapValidator:
    def validate(value: Any, handler: ValidatorFunctionWrapHandler) -> Any:
        try:
            return handler(value)
        except ValidationError:
            return copy(default)

    return WrapValidator(validate)


def _read_whole_number(value: Any) -> int | None:
    """Read a count that is not negative; JSON may carry it as text or as a fraction."""
    if value is None:
        return None
    try:
        number = -1.0 if isinstance(value, bool) else float(value)
    except (TypeError, OverflowError) as exc:
        raise ValueError("not a number") from exc
    if not isfinite(number) or not 0 <= number <= _LARGEST_COUNT:
        raise ValueError("not a count")
    return int(number)


def _read_moment(value: Any) -> datetime | None:
    """Read Unix milliseconds as an aware UTC time."""
    if value is None or isinstance(value, datetime):
        return value
    milliseconds = _read_whole_number(value) or 0
    try:
        return datetime.fromtimestamp(milliseconds / 1000, tz=UTC)
    except (OverflowError, OSError) as exc:
        raise ValueError("not a time") from exc


def _read_id(value: Any) -> str:
    """Read an id that can be asked for again; a bare number is one too."""
    text = str(value).strip() if isinstance(value, str | int) else ""
    if not text or isinstance(value, bool):
        raise ValueError("not an id")
    return text


def _keep_objects(value: Any) -> tuple[Any, ...]:
    """Keep the entries of an array that can be read at all."""
    if not isinstance(value, list | tuple):
        raise ValueError("not an array")
    return tuple(entry for entry in value if isinstance(entry, Mapping | BaseModel))


_Id = Annotated[str, BeforeValidator(_read_id)]
_LenientId = Annotated[str | None, BeforeValidator(_read_id), _fall_back_to(None)]
_LenientText = Annotated[str | None, _fall_back_to(None)]
_LenientWord = Annotated[str, _fall_back_to("")]
_LenientCount = Annotated[int | None, BeforeValidator(_read_whole_number), _fall_back_to(None)]
_LenientMoment = Annotated[datetime | None, BeforeValidator(_read_moment), _fall_back_to(None)]
_LenientObject = Annotated[dict[str, Any], _fall_back_to({})]


class _WireModel(BaseModel):
    """A frozen value that ignores what it does not know."""

    model_config = ConfigDict(
        frozen=True, extra="ignore", validate_by_name=True, validate_by_alias=True
    )

    @classmethod
    def read(cls, answer: Any) -> Self:
        """Read a value from decoded JSON, by wire names only.

        Only by wire names, because some of them mean another thing here: an error body carries a
        `status` that is not the status of a call. Raises pydantic's ValidationError when the
        answer is no object or lacks a required id.
        """
        return cls.model_validate(answer, by_alias=True, by_name=False)


def _read_each(model: type[_WireModel], value: Any) -> tuple[_WireModel, ...]:
    """Read the entries of an array, leaving out those without what the model requires."""
    values = []
    for entry in _keep_objects(value):
        try:
            values.append(entry if isinstance(entry, model) else model.read(entry))
        except ValidationError:
            continue
    return tuple(values)


class TranscriptEntry(_WireModel):
    """One thing said or done in a call; `role` is `agent`, `caller`, `system` or a new word."""

    role: _LenientWord = ""
    content: _LenientWord = ""
    at: _LenientMoment = Field(default=None, validation_alias="timestamp_ms")
    function_invocation: Any = None
    function_result: Any = None


_LenientTranscript = Annotated[
    tuple[TranscriptEntry, ...] | None, BeforeValidator(_keep_objects), _fall_back_to(None)
]


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
    started_at: _LenientMoment = Field(default=None, validation_alias="start_timestamp")
    duration_ms: _LenientCount = None
    summary: _LenientText = None
    transcript: _LenientTranscript = None
    recording_url: _LenientText = None
    extracted: _LenientObject = Field(default_factory=dict, validation_alias="vars_extracted")
    collected: _LenientObject = Field(default_factory=dict, validation_alias="vars_collected")


def _keep_calls(value: Any) -> tuple[Any, ...]:
    return () if value is None else _keep_objects(value)


class CallPage(_WireModel):
    """One page of call-list; `total_count` counts all pages, None when the API does not say.

    Required to hold an array: an answer without one must not pass for “there is no such call”.
    """

    calls: Annotated[tuple[VoicyCall, ...], BeforeValidator(_keep_calls)]
    total_count: _LenientCount = None


class DialAccepted(_WireModel):
    """A dial the API took on; without a `call_id` there is none."""

    call_id: _Id
    status: _LenientWord = Field(default="", validation_alias="call_status")
    agent_id: _LenientId = None


class AgentVariable(_WireModel):
    """A value an agent's prompt has a place for."""

    name: _Id
    description: _LenientWord = ""


_LenientVariables = Annotated[
    tuple[AgentVariable, ...],
    BeforeValidator(partial(_read_each, AgentVariable)),
    _fall_back_to(()),
]


class Agent(_WireModel):
    """A voice agent of the account; agent-list leaves `variables` empty, agent-get fills them."""

    agent_id: _Id
    name: _LenientWord = ""
    language: _LenientText = None
    is_active: Annotated[bool, _fall_back_to(True)] = Field(default=True, validation_alias="active")
    variables: _LenientVariables = Field(default=(), validation_alias="variables_provided")

    def model_post_init(self, context: Any, /) -> None:
        """Let the id stand for a name that is missing."""
        if not self.name.strip():
            object.__setattr__(self, "name", self.agent_id)


class AgentList(_WireModel):
    """The agents of the account; those without an id are left out."""

    agents: Annotated[tuple[Agent, ...], BeforeValidator(partial(_read_each, Agent))]

    @classmethod
    def read(cls, answer: Any) -> Self:
        """Read agent-list, whose shape is not documented: an array, or an object holding one.

        Raises pydantic's ValidationError when there is no array.
        """
        found = [answer]
        if isinstance(answer, Mapping):
            found = [answer.get("agents"), *answer.values()]
        array = next((value for value in found if isinstance(value, list)), None)
        return super().read({"agents": array})
