"""What changes or reads of guard-rails, tried by every kind of person, with values made up, too."""

import asyncio
import json
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import closing
from dataclasses import dataclass

import pytest

from bot.domain.requesters import ReplyAddress, ReplyKind, encode_address
from bot.errors import OrderNotFoundError
from bot.policies.verdicts import PolicyName
from bot.ui.denials import format_denial
from bot.ui.notices import format_error
from bot.ui.questions import QUESTION_OVER
from bot.ui.rules import RULES_TITLE
from bot.ui.suppressions import LIST_GONE
from sandbox.slack.wire import JsonObject
from tests.builders.heads import Head
from tests.e2e.dialogue import ask, be_told, hear_the_end, see
from tests.e2e.forger import Forger
from tests.e2e.leaver import Leaver
from tests.e2e.test_approvals import ADMINS, WAITS, want
from tests.e2e.test_every_entrance import KINDS, Kind, become, bring_everybody_in, told_to
from tests.e2e.test_rules import change
from tests.e2e.world import PATIENCE_SECONDS, World
from tests.person import Person
from tests.screen import shown_text

CALLED, LISTED, HELD, ASKED = (f"+1555987654{digit}" for digit in range(3, 7))
NEW = "+15559876001"
PLACE = "C0LAUNCH"
KEPT = (
    "SELECT * FROM rule_changes",
    "SELECT * FROM suppressions",
    "SELECT * FROM holds",
    "SELECT * FROM erasures",
    "SELECT order_id, to_number, consent_basis, quiet_reason, approved_hash FROM orders",
    "SELECT order_id, attempt, status, due_at FROM attempts",
)
UNKNOWN_CALL = format_error(OrderNotFoundError())
# those of another company, beside whom channels are shared, come last
TRIED = [
    Kind(name="single-channel guest", user_id="U0GRACE", refusal="guest"),
    *sorted((kind for kind in KINDS if kind.only is None), key=lambda k: k.refusal == "outsider"),
]


@pytest.fixture
async def dana(outside: World) -> AsyncIterator[Person]:
    """Seat Dana, who is an admin, at the page."""
    async with outside.visitor("U0DANA") as person:
        yield person


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What others were shown, as buttons carry it."""

    order_id: str
    draft_id: str
    waiting: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """What somebody tries, and whose sentence refuses it, or which one does for everybody."""

    name: str
    do: Callable[[Person, Forger, Shown], Awaitable[object]]
    policy: PolicyName | None = None
    says: str = ""
    is_for_members: bool = False


def say(line: str, policy: PolicyName, *, is_for_members: bool = False) -> Deed:
    async def do(person: Person, forger: Forger, shown: Shown) -> None:
        await person.type(PLACE, f"@voicy {line}")

    return Deed(name=line, do=do, policy=policy, is_for_members=is_for_members)


def click(
    action_id: str,
    value: str,
    policy: PolicyName | None = None,
    says: str = "",
    *,
    is_for_members: bool = False,
) -> Deed:
    async def do(person: Person, forger: Forger, shown: Shown) -> None:
        await forger.click(action_id, value.format(**{n: getattr(shown, n) for n in NAMES}))

    name = f"{action_id} {value}"
    return Deed(name=name, do=do, policy=policy, says=says, is_for_members=is_for_members)


def submit(
    callback_id: str, block_id: str, about: str, policy: PolicyName | None, says: str
) -> Deed:
    async def do(person: Person, forger: Forger, shown: Shown) -> None:
        address = ReplyAddress(kind=ReplyKind.DIRECT, user_id=person.user_id)
        meant = about.format(**{n: getattr(shown, n) for n in NAMES})
        metadata = json.dumps({"about": meant, "reply": encode_address(address)})
        typed: JsonObject = {"typed": {"type": "plain_text_input", "value": "they said so"}}
        await forger.submit(callback_id, metadata, {block_id: typed})

    return Deed(name=f"{callback_id} {about}", do=do, policy=policy, says=says)


NAMES = ("order_id", "draft_id", "waiting")
ADMIN, ACT, SEE = PolicyName.RULES, PolicyName.OWNERSHIP, PolicyName.RESULTS_ACCESS
DEEDS = (
    say(f"dnc add {NEW}", ACT, is_for_members=True),
    say(f"dnc check {LISTED}", ACT, is_for_members=True),
    say("dnc", ACT, is_for_members=True),
    say(f"dnc remove {LISTED}", ADMIN),
    say(f"dnc import {NEW} for=all", ADMIN),
    say("dnc export", ADMIN),
    say("resume", ADMIN),
    say("audit", ADMIN),
    say(f"file {CALLED}", ADMIN),
    say(f"file {CALLED} hold", ADMIN),
    say(f"file {HELD} release", ADMIN),
    say(f"forget {CALLED}", ADMIN),
    click("change_rule.country", "country ", ADMIN),
    click("change_rule.basis", "basis ", ADMIN),
    click("resume_calls", "resume", ADMIN),
    click("forget_number", CALLED, ADMIN),
    click("take_off_dnc", LISTED, ADMIN),
    click("newer_audit", "1.2 audit", ADMIN),
    click("take_off_dnc", "x", says=UNKNOWN_CALL),
    click("forget_number", "", says=UNKNOWN_CALL),
    click("take_good_numbers", "{draft_id}", says=LIST_GONE),
    click("show_number", "{order_id}", SEE, is_for_members=True),
    click("show_number", "x", says=UNKNOWN_CALL),
    click("do_not_call", "x", says=UNKNOWN_CALL),
    click("approve_call", "{waiting}", PolicyName.APPROVAL),
    click("decline_call", "{waiting}", PolicyName.APPROVAL),
    click("approve_call", "x", says=UNKNOWN_CALL),
    click("approve_call", "{order_id} 1 x", PolicyName.APPROVAL),
    click("choose_time_0", "{draft_id}", says=QUESTION_OVER),
    click("drop_draft", "{draft_id}", says=QUESTION_OVER),
    click("call_at_0", "x", says=UNKNOWN_CALL),
    click("call_at_0", "{order_id} 1 1e999", says=UNKNOWN_CALL),
    click("call_at_0", "{order_id} 1 1 Mars/Base", ACT, UNKNOWN_CALL),
    submit("they_agreed_form", "basis", "{draft_id}", None, QUESTION_OVER),
    submit("they_asked_form", "reason", "{draft_id}", None, QUESTION_OVER),
    submit("they_agreed_form", "basis", "x y", None, UNKNOWN_CALL),
    submit(
        "they_agreed_form",
        "basis",
        "{order_id} 1 5",
        ACT,
        format_denial(PolicyName.SCHEDULE, "over"),
    ),
    submit(
        "they_asked_form",
        "reason",
        "{order_id} 1 5",
        ACT,
        format_denial(PolicyName.SCHEDULE, "over"),
    ),
)


async def test_nothing_of_the_guard_rails_is_changed_or_read_by_who_may_not(
    outside: World,
    alice: Person,
    dana: Person,
    subtests: pytest.Subtests,
    caplog: pytest.LogCaptureFixture,
) -> None:
    await outside.start_bot(approvers=ADMINS)
    shown = await prepare(outside, alice, dana)
    before = read_all(outside)
    forgers = {kind.user_id: Forger(outside, kind.user_id, PLACE) for kind in TRIED}
    for kind in TRIED:
        with subtests.test(kind.name):
            async with Leaver(outside, kind.user_id) as person:
                await become(outside, kind, kind.first)
                if kind.name != "single-channel guest":
                    await bring_everybody_in(outside, kind)
                await become(outside, kind, kind.then)
                for deed in DEEDS:
                    if deed.is_for_members and not kind.refusal:
                        continue
                    await find_it_shut(person, forgers[kind.user_id], shown, kind, deed)
                assert read_all(outside) == before
                assert person.screen.views == []
                assert not [each for each in caplog.messages if "unexpected" in each]
        if kind.refusal == "deactivated":
            await outside.do("reactivate", user=kind.user_id)


async def test_app_that_mentions_the_bot_changes_nothing_and_is_not_answered(
    world: World, alice: Person, dana: Person
) -> None:
    await be_told(dana, "#general", f"/call dnc add {LISTED}", "is on the do-not-call list")
    before, said = read_all(world), len((await world.ledger())["messages"])
    lines = [
        deed.name for deed in DEEDS if deed.name.startswith(("dnc", "resume", "file", "forget"))
    ]
    for line in (*lines, "pause", f"call {CALLED}"):
        await world.do("bot_says", channel=PLACE, text=f"<@U0VOICY> {line}")
    await asyncio.sleep(5)
    assert read_all(world) == before
    assert len((await world.ledger())["messages"]) == said + len(lines) + 2
    assert await world.dialed_numbers() == []


async def find_it_shut(
    person: Person, forger: Forger, shown: Shown, kind: Kind, deed: Deed
) -> None:
    """Expect the one sentence that says why; deactivated accounts are told where Slack lets."""
    value = kind.refusal or "member"
    if deed.policy == PolicyName.APPROVAL and value == "member":
        value = "no_admin"
    words = [deed.says] if deed.says else []
    if deed.policy is not None and not (deed.policy == ACT and not kind.refusal):
        is_guest_reading = deed.policy == SEE and value == "guest"
        words = ["+1 555-987-6543"] if is_guest_reading else [denial(deed.policy, value)]

    before = {one["ts"] for one in told_to(person)}

    def is_told() -> bool:
        fresh = [one for one in told_to(person) if one["ts"] not in before]
        return any(each in shown_text(one) for each in words for one in fresh)

    await deed.do(person, forger, shown)
    if kind.refusal == "deactivated":
        await asyncio.sleep(2)
        return
    try:
        await person.wait_until(is_told, str(words), PATIENCE_SECONDS)
    except AssertionError as problem:
        problem.add_note(f"{kind.name}: {deed.name}")
        raise


def denial(policy: PolicyName, value: str) -> str:
    if policy == SEE:
        return format_denial(SEE, "outsider")
    return format_denial(policy, value)


async def prepare(world: World, alice: Person, dana: Person) -> Shown:
    """Have a call that is over, one that waits for approval, a question, a hold and an entry."""
    card = await ask(alice, "#launch", f"/call {CALLED}")
    await hear_the_end(alice, card, Head.ENDED)
    await be_told(dana, "#general", f"/call dnc add {LISTED}", "is on the do-not-call list")
    await be_told(dana, "#general", f"/call file {HELD} hold", "")
    await want(dana, "country:US")
    held = await see(alice, await ask(alice, "#launch", f"/call {HELD}"), WAITS)
    listed = await be_told(dana, "#general", "/call rules", RULES_TITLE)
    await change(dana, listed, "Change consent", rule_subjects=["US"], rule_value="required")
    await dana.wait_for_message("#general", "need a basis", 20)
    question = await be_told(alice, "#launch", f"/call {ASKED}", "On what basis")
    order_id = read(world, "SELECT order_id FROM orders WHERE to_number = ?", CALLED)
    return Shown(
        order_id=order_id,
        draft_id=find_value(question, "they_agreed"),
        waiting=find_value(held, "approve_call"),
    )


def find_value(message: JsonObject, action_id: str) -> str:
    """Return what a button of a message carries."""
    elements = [each for block in message["blocks"] for each in block.get("elements", ())]
    return str(next(e["value"] for e in elements if e.get("action_id") == action_id))


def read(world: World, sql: str, *params: str) -> str:
    with closing(sqlite3.connect(world.database_path)) as db:
        return str(db.execute(sql, params).fetchone()[0])


def read_all(world: World) -> list[list[tuple[object, ...]]]:
    """Return what is kept that guard-rails are about."""
    with closing(sqlite3.connect(world.database_path)) as db:
        return [db.execute(sql).fetchall() for sql in KEPT]
