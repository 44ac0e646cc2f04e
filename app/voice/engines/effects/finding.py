"""Finds the sounds that a prompt means: by meaning, by words, and in layers where the prompt has several."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from app.meanings import minilm
from app.meanings.weights import WeightsMissing
from app.voice.engines.effects import stems
from app.voice.engines.effects.library import Sound, known_meanings, phrases, sounds
from app.voice.engines.effects.making import Manner
from app.voice.engines.effects.prompts import MOST_LAYERS, Part, part, sequences
from app.voice.errors import EngineMissing, NothingClose

CLOSE = 0.57
"""A score from which on a sound is meant; what is not in the library stays below it."""
SURE = 0.93
"""A prompt that is as good as one of the words is not cut into layers, like a bow and arrow."""
BY_WORDS = 0.3
"""How far the same words bring a score towards 1 that the meaning left below."""
OFFERED = 4


@dataclass(frozen=True, slots=True)
class Hit:
    """A sound that is meant, and how surely, from about 0 to 1."""

    sound: Sound
    score: float
    manner: Manner


def ranked(asked: Part, models: Path, only_free: bool = False) -> list[Hit]:
    """All sounds, nearest first; raises EngineMissing where what knows meanings is not there."""
    meaning = _meanings(models)
    texts = {asked.text, asked.bare}
    near = np.max([known_meanings() @ meaning.of(text) for text in texts], 0)
    same = np.max([stems.agreements(text) for text in texts], 0)
    scores = near + BY_WORDS * same * (1 - near)
    best: dict[str, float] = {}
    for (name, _), score in zip(phrases(), scores.tolist(), strict=True):
        best[name] = max(best.get(name, 0.0), score)
    hits = [Hit(sounds()[name], score, asked.manner) for name, score in best.items()]
    allowed = [hit for hit in hits if hit.sound.ways(only_free)]
    return sorted(allowed, key=lambda hit: -hit.score)


def _meanings(models: Path) -> minilm.Meanings:
    try:
        return minilm.opened(models)
    except WeightsMissing as error:
        raise EngineMissing(str(error)) from None


def find(prompt: str, models: Path, only_free: bool = False) -> list[list[Hit]]:
    """The sounds that are meant: what comes after each other, and in each what is heard together.

    Raises
    ------
    NothingClose : there is none, or none for a part of it; with the nearest that there are.
    """
    whole = ranked(part(prompt), models, only_free)
    cut = sequences(prompt)
    many = sum(len(beside) for beside in cut)
    if 1 < many <= MOST_LAYERS and whole[0].score < SURE:
        layers = [[ranked(one, models, only_free)[0] for one in beside] for beside in cut]
        if all(hit.score >= CLOSE for beside in layers for hit in beside):
            return _once_each(layers)
    if whole[0].score < CLOSE:
        raise NothingClose(prompt, tuple(hit.sound.words[0] for hit in whole[:OFFERED]))
    return [[whole[0]]]


def _once_each(layers: list[list[Hit]]) -> list[list[Hit]]:
    """The same sound said twice beside itself is one: barking dogs, and dogs."""
    return [list({hit.sound.name: hit for hit in beside}.values()) for beside in layers]
