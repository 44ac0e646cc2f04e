"""What `levelmix practice …` does: writes a piece as files, and tells what is in them."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

import numpy as np
import soundfile

from app.console import signals
from app.console.output import result
from app.console.paths import check_output
from app.errors import NotAllowed
from app.practice.accompaniment.trio import perform
from app.practice.exports import FORMS
from app.practice.generator.making import VERSION
from app.practice.generator.making import generate as make
from app.practice.options import Difficulty, Form, Hands, Kind, Options, Style
from app.practice.score import Score
from app.practice.sound.instruments import RATE, Wave
from app.practice.sound.stems import render
from app.practice.sound.tempo import timing

WRITTEN = ('musicxml', 'mid', 'svg', 'pdf')
Word = TypeVar('Word', bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Wish:
    """A piece as it is asked for, in words."""

    type: str
    key: str
    difficulty: str
    seed: int
    style: str
    tempo: int | None
    time: str | None
    bars: int | None
    form: str | None
    hands: str | None

    def options(self) -> Options:
        """The same for the generator; raises NotAllowed for words that it does not know."""
        return Options(
            kind=_word(Kind, self.type.upper(), 'type'),
            key=self.key,
            tempo=self.tempo,
            time=self.time,
            style=_word(Style, self.style, 'style'),
            difficulty=_word(Difficulty, self.difficulty.upper(), 'difficulty'),
            bars=self.bars,
            form=None if self.form is None else _word(Form, self.form, 'form'),
            hands=None if self.hands is None else _word(Hands, self.hands, 'hands'),
            seed=self.seed,
        )


def generate(wish: Wish, folder: Path, *, sound: bool, force: bool, as_json: bool) -> None:
    """Make a piece, write it into a folder, and tell what came out."""
    score = make(wish.options())
    folder.mkdir(parents=True, exist_ok=True)
    stem = f'{score.kind.lower()}-{str(score.key).replace("#", "s")}-{score.seed}'
    targets = {form: check_output(folder / f'{stem}.{form}', [], force) for form in WRITTEN}
    files: dict[str, str] = {}
    for form, target in targets.items():
        signals.check()
        target.write_bytes(FORMS[form][1](score))
        files[form] = str(target)
    if sound:
        files |= _sound(score, folder, stem, force)
    facts = {
        'title': score.title,
        'description': score.description,
        'type': score.kind,
        'key': str(score.key),
        'tempo': score.tempo,
        'time_signature': str(score.time),
        'style': score.style,
        'difficulty': score.difficulty,
        'bars': len(score.bars),
        'notes': sum(len(bar.notes) for bar in score.bars),
        'seed': score.seed,
        'version': VERSION,
        'substitutions': [{'bar': score.number(one.bar), 'words': one.words} for one in score.substitutions],
        'files': files,
    }
    result(facts, as_json, [f'{score.title}: {score.description}', *files.values()])


def _sound(score: Score, folder: Path, stem: str, force: bool) -> dict[str, str]:
    """The stems and the mix, as WAV."""
    mix = render(perform(score), timing(score), seed=score.seed)
    written: dict[str, str] = {}
    waves: list[tuple[str, Wave]] = [*mix.stems.items(), ('mix', mix.mixed())]
    for part, wave in waves:
        signals.check()
        target = check_output(folder / f'{stem}-{part}.wav', [], force)
        soundfile.write(target, np.clip(wave, -1.0, 1.0), RATE, subtype='PCM_16')
        written[part] = str(target)
    return written


def _word(words: type[Word], said: str, what: str) -> Word:
    for word in words:
        if word.value.casefold() == said.casefold():
            return word
    raise NotAllowed(f'There is no {what} “{said[:40]}”: choose one of {", ".join(words)}.')
