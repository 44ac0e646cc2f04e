"""What people write into the forms of practice, as it is stored; each raises NotAllowed with a sentence."""

from collections.abc import Sequence
from typing import TypeVar

from app.errors import NotAllowed

Number = TypeVar('Number', int, float)


def line(given: str, limit: int, said: str) -> str:
    """One line, without the blanks around it."""
    text = ' '.join(given.split())
    if len(text) > limit:
        raise NotAllowed(said)
    return text


def lines(given: Sequence[str], what: str, most: int = 20, limit: int = 200) -> list[str]:
    """Several lines; empty ones are left out."""
    found = [text for text in (' '.join(one.split()) for one in given) if text]
    if len(found) > most or any(len(text) > limit for text in found):
        raise NotAllowed(f'Write up to {most} {what}, of up to {limit} characters each.')
    return found


def notes(given: str, limit: int) -> str:
    """A text of several lines."""
    text = given.strip()
    if len(text) > limit:
        raise NotAllowed(f'Notes have up to {limit:,} characters; these have {len(text):,}.')
    return text


def within(value: Number, least: float, most: float, said: str) -> Number:
    """A number, with both bounds; what is no number is in none."""
    if not least <= value <= most:
        raise NotAllowed(said)
    return value
