"""Several speakers in one text: whoever begins lines with a name and a colon is given a voice."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from app.voice.options import MOST_SPEAKERS, Speaker
from components.vocabulary.elements import block, text
from components.vocabulary.form import ChoiceField
from components.vocabulary.keyed import Keyed

NAME_CHARS, MOST_WORDS = 30, 3


def names_in(script: str) -> list[str]:
    """Who seems to speak in a text: names that begin lines, where there are two of them or one that comes again."""
    said: Counter[str] = Counter()
    for line in script.splitlines():
        name, colon, rest = line.strip().partition(':')
        if colon and rest[:1] == ' ' and rest.strip() and _is_name(name):
            said[name] += 1
    found = list(said)
    return found[:MOST_SPEAKERS] if len(found) > 1 or any(count > 1 for count in said.values()) else []


def _is_name(name: str) -> bool:
    plain = all(sign.isalnum() or sign in " .'’-" for sign in name)
    return plain and len(name) <= NAME_CHARS and len(name.split()) <= MOST_WORDS and name[:1].isupper()


class Speakers:
    """A voice for each of those who speak; nothing is shown where nobody does.

    Parameters
    ----------
    voices : all that there are, as the picker has them.
    known : voices that names have had before.
    """

    def __init__(self, voices: Sequence[Mapping[str, Any]], known: Mapping[str, str]) -> None:
        self._choices = {str(voice['id']): f'{voice["name"]} ({voice["language"]})' for voice in voices}
        self._engines = {str(voice['id']): str(voice['engine']) for voice in voices}
        self._fields: dict[str, ChoiceField] = {}
        self._known = dict(known)
        with block('stack tight', data_testid='speakers') as self._place:
            text('Who says what', 'label')
            self._rows = Keyed(block('fields'))
        self._place.visible = False

    def look(self, script: str, voice: str) -> None:
        """Offer a voice for each name in a text; those that are new begin with the next of the same engine."""
        names = names_in(script)
        same = [one for one, engine in self._engines.items() if engine == self._engines[voice]]
        first = same.index(voice)
        with self._rows as rows:
            for place, name in enumerate(names):
                usual = self._known.setdefault(name, same[(first + place) % len(same)])
                rows.item(name, self._draw, name, usual)
        self._fields = {name: field for name, field in self._fields.items() if name in names}
        self._place.visible = bool(names)

    def chosen(self) -> tuple[Speaker, ...]:
        """Who speaks by which voice."""
        return tuple(Speaker(name, field.value) for name, field in self._fields.items())

    def _draw(self, name: str, usual: str) -> None:
        value = usual if usual in self._choices else next(iter(self._choices))
        self._fields[name] = ChoiceField(name, self._choices, value, f'speaker-{name.lower()}')
