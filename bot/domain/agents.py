"""What people call an agent: the beginning of its name, or of one of the words in it."""


def is_called(name: str | None, wanted: str) -> bool:
    """Say whether an agent may be meant; case aside, and nothing wanted fits every name."""
    said, folded = wanted.casefold(), (name or "").casefold()
    return folded.startswith(said) or f" {said}" in folded
