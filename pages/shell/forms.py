"""Forms of the screens: what is wrong with a field is said beside it, and everything that was written stays."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Protocol

from app.errors import Invalid


class Telling(Protocol):
    """A field that can say what is wrong with it."""

    def tell(self, sentence: str) -> None:
        """Say what is wrong; an empty text takes it back."""


Fields = Mapping[str, Telling]


@contextmanager
def told_beside(fields: Fields) -> Iterator[None]:
    """Around what a form does; the names are those that the service gives to its fields."""
    wrong: dict[str, str] = {}
    try:
        yield
    except Invalid as error:
        wrong = error.fields
    for name, field in fields.items():
        field.tell(wrong.get(name, ''))
