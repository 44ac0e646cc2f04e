"""espeak-ng, where the system has it: no neural voice and no beauty, but a hundred languages and hardly any work."""

import io
import shutil
import subprocess
from functools import cached_property
from pathlib import Path
from typing import Literal

import numpy as np

from app.voice.engines.port import Health, Voice
from app.voice.engines.speaking import Rendered, Speaking
from app.voice.errors import EngineMissing, NoVoice
from app.voice.phonemes import LANGUAGES
from app.voice.phonemes.mnemonics import mnemonics
from app.voice.phonemes.others import BRACKETS
from app.voice.phonemes.spelling import Spelt
from app.voice.pieces import Piece
from app.voice.text.words import Sentence, Word

PROGRAM = 'espeak-ng'
WHAT = 'The program espeak-ng is not installed.'
HOW = 'Install it, for example by `apt install espeak-ng`.'
WORDS_A_MINUTE = 170
LONGEST_S = 120.0
HEAD_BYTES = 44
"""Of the WAV that the program writes, whose length it does not know when it begins."""
NOTE = 'sounds like a machine'
OPENING, CLOSING = '"“(', ';:,.!?—…"”)'
LANGUAGES_OF = {'ja': 'ja-hrkt'}
"""What the program reads of a language, where that is not all of it: Japanese in kana alone."""
_ASKED = {'ja-hrkt': 'ja', 'cmn': 'cmn-latn-pinyin'}
"""Who is asked of the program for a language: its voice for Mandarin says the digits of tones in English."""
_SEXES: dict[str, Literal['female', 'male', 'unknown']] = {'F': 'female', 'M': 'male', '-': 'unknown'}


class Classic(Speaking):
    """Another program, asked for one piece at a time; its words have the times that their lengths make likely."""

    name = 'classic'
    licence = 'GPL-3.0-or-later'
    rate = 22_050
    work_s = 0.003
    sounds_a_second = 18.2
    tells_times = False

    def __init__(self, models: Path) -> None:
        pass

    def health(self) -> Health:
        """Whether the program is there."""
        return Health('ready') if shutil.which(PROGRAM) else Health('missing', WHAT, HOW)

    def voices(self) -> list[Voice]:
        """One for each language; none where the program is not there."""
        return self._found

    def spell(self, sentence: Sentence) -> Spelt:
        """Letters instead of sounds: the program makes these itself, but for words that are said as somebody wishes."""
        text, starts = '', []
        for word in sentence.words:
            starts.append(len(text))
            text += f'{_asked(word, sentence.manner.language)} '
        return Spelt(sentence, text.rstrip(), tuple(starts))

    def languages(self) -> frozenset[str]:
        """The program reads them all."""
        return frozenset(LANGUAGES)

    def counted(self, language: str) -> bytes:
        """The numbers up to five in a language, as samples of 16 bits: what there is to say in every one of them."""
        told = self._run([*_asked_for(language), '--stdin', '--stdout'], '1, 2, 3, 4, 5.')
        return told[HEAD_BYTES:]

    def render(self, piece: Piece, speed: float) -> Rendered:
        """The sound of one piece."""
        import soundfile

        asked = [*_asked_for(piece.manner.language), '-s', str(round(WORDS_A_MINUTE * speed)), '--stdin', '--stdout']
        done = self._run(asked, piece.sounds)
        sound, rate = soundfile.read(io.BytesIO(done), dtype='float32')
        if rate != self.rate:
            raise EngineMissing(
                f'espeak-ng answers at {rate} Hz instead of {self.rate}: install version 1.49 or newer.'
            )
        return Rendered(sound, np.linspace(0, len(sound), len(piece.sounds) + 1).astype(np.int64))

    @cached_property
    def _found(self) -> list[Voice]:
        if not shutil.which(PROGRAM):
            return []
        lines = self._run(['--voices'], '').decode(errors='replace').splitlines()
        rows = [row for row in map(str.split, lines) if len(row) > 4 and row[0].isdigit()]
        found = {row[1]: (row[2][-1], row[3].replace('_', ' ')) for row in reversed(rows)}
        return [
            Voice(f'classic-{by}', name, LANGUAGES_OF.get(by, by), _SEXES.get(sex, 'unknown'), self.name, NOTE)
            for by, (sex, name) in sorted(found.items())
        ]

    def _run(self, asked: list[str], text: str) -> bytes:
        try:
            done = subprocess.run(
                [PROGRAM, *asked], input=text.encode(), capture_output=True, check=True, timeout=LONGEST_S
            )
        except FileNotFoundError:
            raise EngineMissing(f'{WHAT} {HOW}') from None
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
            raise NoVoice(f'espeak-ng did not say it ({type(error).__name__}): choose another voice.') from None
        return done.stdout


def _asked_for(language: str) -> list[str]:
    return ['-v', _ASKED.get(language, language)]


def _asked(word: Word, language: str) -> str:
    spoken = word.spoken.translate(BRACKETS)
    sounds = mnemonics(word.phonemes, language) if word.phonemes else ''
    if not sounds:
        return spoken
    begin = len(spoken) - len(spoken.lstrip(OPENING))
    return f'{spoken[:begin]}{sounds}{spoken[len(spoken.rstrip(CLOSING)) :]}'
