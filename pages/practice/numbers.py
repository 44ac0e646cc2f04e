"""Numbers as people write them into the forms of practice."""

from app.errors import Invalid


def written_number(given: str, what: str, field: str = '') -> int | None:
    """What stands in a field for a whole number, None for nothing; words raise `Invalid` by the name of the field.

    Without a name, `what` is it.
    """
    said = given.strip()
    if not said:
        return None
    if not said.isdecimal():
        raise Invalid({field or what: f'Write the {what} as a number, or leave it empty.'})
    return int(said)
