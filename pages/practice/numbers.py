"""Numbers as people write them into the forms of practice."""

from app.errors import NotAllowed


def written_number(given: str, what: str) -> int | None:
    """What stands in a field for a whole number, None for nothing; raises NotAllowed for words."""
    said = given.strip()
    if not said:
        return None
    if not said.isdecimal():
        raise NotAllowed(f'Write the {what} as a number, or leave it empty.')
    return int(said)
