"""What tests of voices of one's own begin with: samples that are looked at and learnt from at once, by no model."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from threading import Event

import numpy as np
import pytest
import soundfile

from app import uploads
from app.voice import engines, sample_looks, service
from app.voice.engines import learnt, styles
from app.voice.engines.colour import BANDS
from app.voice.engines.port import Chunk, Health, Learnt, Recording, SampleReport, Speech, Voice
from app.voice.options import LearnOptions
from tests.app.voice.clips_support import Humming

AGREED = LearnOptions('Mine', 'Ann Miller', True)


def model(language: str = 'en-us') -> learnt.Model:
    return learnt.Model(styles.every()[0].astype(np.float16), 1.1, np.zeros(BANDS, np.float32), language)


class Quick:
    """Learns a voice from anything at once; hears from how a file is called what is to be said of it."""

    name, licence = 'kokoro', 'CC0'

    def __init__(self) -> None:
        self.state = Health('ready')
        self.report = SampleReport(48.0)
        self.given: list[int] = []
        self.meanwhile: Callable[[float], object] = lambda done: None

    def health(self) -> Health:
        return self.state

    def check(self, samples: Sequence[Recording]) -> SampleReport:
        return self.report

    def learn(self, samples: Sequence[Recording], report: Callable[[float], None], stop: Event | None = None) -> Learnt:
        self.given.append(len(samples))
        for done in (0.25, 0.5, 1.0):
            self.meanwhile(done)
            report(done)
        return Learnt(learnt.written(model()), 0.88, ('af_heart', 0.83))


class HummingAnybody(Humming):
    """Hums in the voices that were learnt, too, and remembers whose files they were."""

    name = 'kokoro'

    def __init__(self, models: Path) -> None:
        super().__init__(models)
        self.asked: list[str] = []
        self.own: list[Voice] = []

    def speak_on(self, speech: Speech, pieces: int, seconds: float, stop: Event | None = None) -> Iterator[Chunk]:
        self.own = [styles.described(speech.voice)] if learnt.is_one(speech.voice) else []
        self.asked += [voice.language for voice in self.own]
        yield from super().speak_on(speech, pieces, seconds, stop)
        self.own = []

    def voices(self) -> list[Voice]:
        return [*super().voices(), *self.own]


def quick(patch: pytest.MonkeyPatch) -> tuple[Quick, HummingAnybody]:
    """Put both in place of all other engines, and no process where samples are looked at."""
    learning, speaking = Quick(), HummingAnybody(Path())
    patch.setattr(engines, 'LEARNING', {'kokoro': lambda _: learning})
    patch.setattr(engines, 'SPEAKING', {'kokoro': lambda _: speaking})
    patch.setattr(sample_looks, 'looked', lambda keys: ([learning.report for _ in keys], learning.report))
    return learning, speaking


def sent(user_id: str, folder: Path, name: str = 'sample.wav') -> str:
    """An upload that is there; each is another sound."""
    path = folder / name
    noise = np.random.default_rng(len(list(folder.iterdir()))).normal(scale=0.1, size=8_000)
    soundfile.write(path, noise, 16_000)
    writer = uploads.begin(user_id, name, path.stat().st_size)
    writer.write(path.read_bytes())
    return writer.finish().id


def have_learnt(user_id: str, folder: Path, options: LearnOptions = AGREED) -> str:
    """Ask for a voice of one sample."""
    return service.submit_learn(user_id, [sent(user_id, folder, f'{options.name}.wav')], options)
