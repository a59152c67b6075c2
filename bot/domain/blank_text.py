"""Text of which nothing can be seen: spaces, controls, marks that take no room."""


def is_blank(text: str) -> bool:
    """Say whether a person sees nothing of a text."""
    return not any(each.isprintable() and not each.isspace() for each in text)
