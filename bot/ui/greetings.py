"""What an agent's greeting leaves out, in a sentence for whoever answers for the calls."""

from bot.domain.greetings import read_greeting
from bot.domain.languages import read_code
from bot.ui.rich_text import clean
from bot.voicy import Agent


def format_omission(agent: Agent, company: str) -> str | None:
    """Say what a greeting does not name; None where nothing is missing or there is no greeting."""
    if not agent.greeting.strip():
        return None
    language = read_code(agent.language or "")
    greeting = read_greeting(agent.greeting, language=language, company=company)
    subject, named = f"{clean(agent.name, 75)}'s greeting", clean(company.partition(",")[0], 75)
    match greeting.names_company, greeting.names_ai:
        case False, False:
            return f"{subject} does not name {named}, or say that it is an AI."
        case False, True:
            return f"{subject} does not name {named}."
        case True, False:
            return f"{subject} does not say that it is an AI."
    return None
