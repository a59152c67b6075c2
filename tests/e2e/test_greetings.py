"""Agents that do not say who calls, and that they are machines, are spoken of."""

from tests.e2e.world import PATIENCE_SECONDS, World
from tests.person import Person


async def test_agents_command_warns_of_greetings(world: World, alice: Person) -> None:
    await alice.type("#sales", "/call agents")
    listed = await alice.wait_for_ephemeral("#sales", "Appointment Booker", PATIENCE_SECONDS)

    neither = "'s greeting does not name Sandbox HQ, or say that it is an AI."
    assert f"Appointment Booker{neither}" in listed["text"]
    assert f"Lead Qualifier{neither}" not in listed["text"]


async def test_company_may_have_another_name_than_the_workspace(
    outside: World, alice: Person
) -> None:
    await outside.start_bot(company_name="Voicy Clinics")
    await alice.type("#sales", "/call agents")
    listed = await alice.wait_for_ephemeral("#sales", "Appointment Booker", PATIENCE_SECONDS)

    assert "Lead Qualifier's greeting does not name Voicy Clinics." in listed["text"]
