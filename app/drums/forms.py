"""What people write about songs and maps, as it is stored; each raises NotAllowed with a sentence."""

from app.errors import NotAllowed


def line(given: str, least: int, most: int, said: str) -> str:
    """One line, without the blanks around it."""
    found = ' '.join(given.split())
    if not least <= len(found) <= most:
        raise NotAllowed(said)
    return found


def lines(given: str, least: int, most: int, said: str) -> str:
    """A text of several lines, none of which ends in blanks."""
    found = '\n'.join(one.rstrip() for one in given.strip().splitlines())
    if not least <= len(found) <= most:
        raise NotAllowed(said)
    return found
