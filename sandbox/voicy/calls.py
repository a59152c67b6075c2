"""One call of the account: its life by the clock, and how the API shows it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from sandbox.clock import SandboxClock
from sandbox.voicy.agents import Agent
from sandbox.voicy.fate import FINAL_STATUSES, Fate, Talk
from sandbox.voicy.results import Result, build_result


@dataclass(slots=True, kw_only=True)
class Call:
    """Hold one call; moments are real Unix seconds, told with the API's offset only when shown."""

    call_id: str
    agent: Agent | None
    from_number: str | None
    to_number: str | None
    started_at: float
    status: str = "initiated"
    call_type: str = "phone_call"
    direction: str = "outgoing"
    vars_provided: Mapping[str, object] = field(default_factory=dict)
    is_test: bool = False
    is_listed: bool = True
    hidden_until_story_seconds: float = 0.0
    duration_ms: int | None = None
    result: Result | None = None
    has_summary: bool = False
    statuses: list[tuple[str, float]] = field(default_factory=list)

    @property
    def is_final(self) -> bool:
        """Tell whether the call is over and its slot free."""
        return self.status in FINAL_STATUSES

    def is_hidden(self, clock: SandboxClock) -> bool:
        """Tell whether the API shows it nowhere yet."""
        return clock.story_seconds() < self.hidden_until_story_seconds

    @property
    def written(self) -> Result | None:
        """Return the result with its summary, None where there is none or none yet."""
        return self.result if self.has_summary else None

    @property
    def has_recording(self) -> bool:
        """Tell whether somebody talked and the call is over."""
        return self.result is not None

    def enter(self, status: str, at: float) -> None:
        """Move to a status and remember when."""
        self.status = status
        self.statuses.append((status, at))

    def as_of(self, at: float) -> "Call | None":
        """Return the call as it was at a moment, None where it had not begun."""
        if not self.statuses or self.statuses[-1][1] <= at:
            return self
        until = [entry for entry in self.statuses if entry[1] <= at]
        if not until:
            return None
        return replace(self, status=until[-1][0], statuses=until, duration_ms=None, result=None)

    def light(self, clock: SandboxClock) -> dict[str, object]:
        """Return the call as call-list shows it."""
        agent = self.agent
        return {
            "call_id": self.call_id,
            "call_type": self.call_type,
            "call_status": self.status,
            "agent": None if agent is None else {"name": agent.name, "version": agent.version},
            "from_number": self.from_number,
            "to_number": self.to_number,
            "direction": self.direction,
            "start_timestamp": clock.told_epoch_ms(self.started_at),
            "duration_ms": self.duration_ms,
        }

    def whole(self, clock: SandboxClock, recording_url: str | None) -> dict[str, object]:
        """Return the call as call-get shows it."""
        result, written = self.result, self.written
        return {
            **self.light(clock),
            "transcript": None if result is None else result.transcript,
            "detected_gender": None if result is None else result.detected_gender,
            "recording_url": recording_url,
            "summary": None if written is None else written.summary,
            "vars_provided": self.vars_provided,
            "vars_extracted": {} if written is None else written.extracted,
            "vars_collected": {} if result is None else result.collected,
        }


async def live(call: Call, fate: Fate, clock: SandboxClock, longest_call_seconds: float) -> None:
    """Let a call live its fate to the end, then let Voicy write its summary.

    Nobody talks longer than the plan allows; what a call lasted is told in story time.
    """
    picked_up: tuple[float, float] | None = None
    for stage in fate.stages:
        if stage.status != call.status:
            call.enter(stage.status, clock.epoch_seconds())
        if stage.status == "ongoing":
            picked_up = clock.epoch_seconds(), clock.story_seconds()
        if call.is_final:
            break
        await clock.sleep(min(stage.seconds, longest_call_seconds))
    if picked_up is None:
        call.duration_ms = 0
        return
    began_at, began_story_seconds = picked_up
    talked_seconds = clock.story_seconds() - began_story_seconds
    finish(call, fate.talk, clock, began_at=began_at, talked_seconds=talked_seconds)
    await clock.sleep(fate.summary_after_seconds)
    call.has_summary = True


def finish(
    call: Call, talk: Talk, clock: SandboxClock, *, began_at: float, talked_seconds: float
) -> None:
    """Write down what was said in a call that is over."""
    call.duration_ms = int(talked_seconds * 1000)
    if call.agent is not None:
        call.result = build_result(
            call.agent,
            talk,
            call.vars_provided,
            began_ms=clock.told_epoch_ms(began_at),
            duration_ms=call.duration_ms,
        )
