"""Looks at samples of a voice: what is speech in them, and whether a voice can be learnt from that."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from app.voice.engines import speakers, weights
from app.voice.engines.port import Recording, SampleReport, Sound
from app.voice.engines.recordings import SHORTEST_S
from app.voice.errors import EngineMissing
from app.voice.rates import at_rate

RATE = speakers.RATE
LEAST_S, GOOD_S, MOST_S, MOST_HANDED_IN_S = 4.0, 8.0, 60.0, 600.0
"""Speech: less is refused; less is warned of; more is not used. And so much may be handed in, with all pauses."""
SILENT_DB, NOISY_DB = -45.0, 20.0
"""A recording is silent below this; noisy if speech is not so much louder than its pauses."""
CLIPPED, RUN, MOST_CLIPPED = 0.985, 3, 2e-4
ANOTHER, SHARE = 0.75, 0.15
"""Two halves of a recording that are less alike than this are two people, where both have this share of it."""
MOMENT, WORD = 320, 20
"""Samples of a moment, and moments of a short word."""
SILENT = 'This recording is silent: check the microphone, and record again.'
TINY = 'This recording is {milliseconds:.0f} ms long: nothing can be heard in that. Record a few sentences.'
NO_SPEECH = 'Nobody speaks in this recording: music and noise teach no voice.'
TOO_SHORT = 'There are {seconds:.0f} s of speech here, and {least:.0f} are needed: record some more; 30 to 60 are best.'
TWO = 'Two people seem to speak here: leave in only the one whose voice it is to be.'
TOO_LONG = 'These are more than {minutes:.0f} minutes: choose the best one, more is not used anyway.'
SHORT = 'This is short: 30 to 60 seconds of speech give a voice that is more alike.'
NOISY = 'There is noise behind the voice: a quieter room gives a clearer voice.'
DISTORTED = 'It was recorded too loud and is distorted: move away from the microphone, or turn it down.'


@dataclass(frozen=True, slots=True)
class Sample:
    """What there is in one recording.

    Attributes
    ----------
    speech : all that is said, one stretch behind the other, at 16 kHz.
    heard : who speaks in each stretch of it.
    """

    length_s: float
    speech: Sound
    faults: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    heard: speakers.Floats = field(default_factory=lambda: np.empty((0, speakers.SIZE), np.float32))

    @property
    def seconds(self) -> float:
        """How much speech it has."""
        return len(self.speech) / RATE


def look(recording: Recording, tells: speakers.Speakers) -> Sample:
    """One recording, by itself; how short it is does not count against it, because there may be others."""
    length = len(recording.sound) / recording.rate
    if length > MOST_HANDED_IN_S:
        return Sample(length, recording.sound[:0], (TOO_LONG.format(minutes=MOST_HANDED_IN_S / 60),))
    if length < SHORTEST_S:
        return Sample(length, recording.sound[:0], (TINY.format(milliseconds=length * 1000),))
    sound = at_rate(np.nan_to_num(recording.sound), recording.rate, RATE)
    if _level_db(sound) <= SILENT_DB:
        return Sample(length, sound[:0], (SILENT,))
    spans = _spoken(sound)
    speech = np.concatenate([sound[begin:end] for begin, end in spans] or [sound[:0]])
    if len(speech) < RATE / 2:
        return Sample(length, sound[:0], (NO_SPEECH,))
    warnings = [NOISY] if _above_pauses_db(sound, spans) < NOISY_DB else []
    warnings += [DISTORTED] if _clipped(recording.sound) > MOST_CLIPPED else []
    heard = tells.stretches(speakers.bands(speakers.spoken(speech)))
    return Sample(length, speech, (TWO,) if two_speak(heard) else (), tuple(warnings), heard)


def alone(found: Sample) -> SampleReport:
    """One of several samples, beside which more may come: how short it is does not count yet."""
    return SampleReport(found.seconds, found.faults, found.warnings)


def together(found: Sequence[Sample]) -> SampleReport:
    """All samples of a voice; each sentence is told once."""
    seconds = sum(one.seconds for one in found)
    faults = [fault for one in found for fault in one.faults]
    if sum(one.length_s for one in found) > MOST_HANDED_IN_S:
        faults.append(TOO_LONG.format(minutes=MOST_HANDED_IN_S / 60))
    elif seconds < LEAST_S and (not faults or seconds):
        faults.append(TOO_SHORT.format(seconds=seconds, least=LEAST_S))
    if not faults and two_speak(np.concatenate([one.heard for one in found])):
        faults.append(TWO)
    warnings = [warning for one in found for warning in one.warnings]
    if seconds < GOOD_S and not faults:
        warnings.append(SHORT)
    return SampleReport(seconds, tuple(dict.fromkeys(faults)), tuple(dict.fromkeys(warnings)))


def check(recordings: Sequence[Recording], models: Path) -> SampleReport:
    """Whether a voice can be learnt from these."""
    tells = speakers.that_tells(models)
    return together([look(one, tells) for one in recordings])


def best(found: Sequence[Sample]) -> Sound:
    """The speech that a voice is learnt from: as much of each sample as there is room for."""
    most, taken = round(MOST_S * RATE), list[Sound]()
    for place, one in enumerate(sorted(found, key=lambda sample: len(sample.speech))):
        taken.append(one.speech[: (most - sum(map(len, taken))) // (len(found) - place)])
    return np.concatenate(taken)


def two_speak(heard: speakers.Floats) -> bool:
    """Whether stretches of speech fall into two people."""
    if len(heard) < 6:
        return False
    middle = heard.mean(0)
    first = heard[int((heard @ middle).argmin())]
    centres = np.stack([first, heard[int((heard @ first).argmin())]])
    for _ in range(8):
        side = (heard @ centres.T).argmax(1)
        if not 0 < side.sum() < len(side):
            return False
        centres = speakers.unit(np.stack([heard[side == which].mean(0) for which in (0, 1)]))
    share = min(side.mean(), 1 - side.mean())
    return bool(share >= SHARE and centres[0] @ centres[1] < ANOTHER)


def _spoken(sound: Sound) -> list[tuple[int, int]]:
    """Where somebody speaks, in samples."""
    try:
        from faster_whisper import vad
    except ImportError:
        raise EngineMissing(f'What hears speech is not installed. {weights.HOW}') from None
    options: Any = vad.VadOptions(min_speech_duration_ms=250, min_silence_duration_ms=300, speech_pad_ms=60)
    return [(int(span['start']), int(span['end'])) for span in vad.get_speech_timestamps(sound, options)]


def _levels_db(sound: Sound) -> speakers.Floats:
    count = len(sound) // MOMENT
    power = np.mean(np.square(sound[: count * MOMENT].reshape(count, MOMENT)), axis=1)
    return np.asarray(10 * np.log10(power + 1e-12), np.float32)


def _level_db(sound: Sound) -> float:
    """How loud its loudest part is, as long as a word."""
    power = 10 ** (_levels_db(sound) / 10)
    words = np.convolve(power, np.ones(WORD) / WORD, 'valid') if len(power) >= WORD else power
    return float(10 * np.log10(words.max())) if len(words) else -120.0


def _above_pauses_db(sound: Sound, spans: Sequence[tuple[int, int]]) -> float:
    """How much louder speech is than what is heard between it."""
    spoken = np.zeros(len(sound), bool)
    for begin, end in spans:
        spoken[begin:end] = True
    levels = _levels_db(sound)
    inside = spoken[: len(levels) * MOMENT].reshape(-1, MOMENT).mean(1) > 0.5
    pauses = levels[~inside] if (~inside).sum() > 15 else np.sort(levels)[: max(1, len(levels) // 20)]
    return float(np.quantile(levels[inside], 0.7) - np.quantile(pauses, 0.5)) if inside.any() else 0.0


def _clipped(sound: Sound) -> float:
    """Which share of a sound lies at its very top for several samples on end."""
    top = float(np.abs(sound).max())
    if top < 0.3:
        return 0.0
    flat = (np.abs(sound) >= CLIPPED * top).astype(np.int8)
    runs = np.convolve(flat, np.ones(RUN), 'valid') >= RUN
    return float(runs.mean())
