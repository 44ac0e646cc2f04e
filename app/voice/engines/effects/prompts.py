"""Takes a prompt apart: layers beside and after each other, and the words that say how each is to sound."""

import re
from dataclasses import dataclass

from app.voice.engines.effects.making import Manner
from app.voice.engines.effects.stems import words

MOST_CHARACTERS, MOST_LAYERS = 500, 4
_AFTER = re.compile(r'\b(?:and then|then|followed by|and afterwards|afterwards)\b', re.IGNORECASE)
_BESIDE = re.compile(r'[,;+&]|\b(?:and|with|while|plus|over|under|behind|amid|during)\b', re.IGNORECASE)


def _all(amount: float, said: str) -> dict[str, float]:
    return dict.fromkeys(said.split(), amount)


_FORCE = {
    **_all(0.8, 'heavy hard loud strong violent intense massive powerful angry big huge wild pouring torrential'),
    **_all(-0.8, 'light soft gentle quiet weak faint calm small tiny delicate softly gently quietly'),
}
_PACE = {
    **_all(0.8, 'fast quick rapid frantic hurried scared excited racing quickly speeding sprinting nervous'),
    **_all(-0.8, 'slow slowly lazy calm creeping leisurely tired sleeping'),
}
_HEIGHT = {
    **_all(0.6, 'high small tiny little shrill squeaky mini'),
    **_all(-0.6, 'low deep big huge giant massive dark'),
}
_DISTANCE = _all(0.8, 'distant distance far away muffled faraway outside')
_SAYING_HOW = frozenset({*_FORCE, *_PACE, *_HEIGHT, *_DISTANCE})


@dataclass(frozen=True, slots=True)
class Part:
    """One layer of a prompt.

    Attributes
    ----------
    bare : the same without words that only say how.
    """

    text: str
    bare: str
    manner: Manner


def part(text: str) -> Part:
    """What a piece of a prompt asks for, and how."""
    said = words(text)

    def of(table: dict[str, float]) -> float:
        found = [table[word] for word in said if word in table]
        return max(found, key=abs) if found else 0.0

    bare = ' '.join(word for word in said if word not in _SAYING_HOW)
    said_so = text.strip(' .,;')
    return Part(said_so, bare or said_so, Manner(of(_FORCE), of(_PACE), of(_HEIGHT), of(_DISTANCE)))


def sequences(prompt: str) -> list[list[Part]]:
    """The prompt cut wherever it can be: what comes after each other, and in each what is heard together."""
    found = []
    for after in _AFTER.split(' '.join(prompt.split())):
        beside = [part(piece) for piece in _BESIDE.split(after) if words(piece)]
        if beside:
            found.append(beside)
    return found
