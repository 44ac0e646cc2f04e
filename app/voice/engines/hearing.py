"""Hears words: Whisper base, which asks no network."""

import logging
from collections.abc import Iterable, Mapping
from functools import cache, cached_property
from pathlib import Path
from threading import Event, Lock
from typing import Any

from app.voice.engines import sessions, weights
from app.voice.engines.port import Health, Sound, TimedWord, Transcript
from app.voice.errors import EngineMissing, Stopped

RATE = 16_000
MISSING = 'The library that hears words is not installed. Run `make setup` without SLIM=1, which brings it.'
STOPPED = 'It was stopped before all words were heard.'
_SPEECH: Mapping[str, Any] = {'threshold': 0.35, 'min_silence_duration_ms': 1_000, 'speech_pad_ms': 400}
"""What counts as speech: rather something too much than a word too little."""
UNLIKELY = -1.2
"""Words that are less likely than this, by the logarithm, were made up from music or noise."""


class Hearing:
    """One model for the process, opened at the first recording."""

    def __init__(self, models: Path) -> None:
        self._models = models
        self._lock = Lock()

    def health(self) -> Health:
        """Whether the weights are there; they are not looked into."""
        if weights.there(self._models, *weights.WHISPER):
            return Health('ready')
        return Health('missing', f'What hears words is not in {self._models}.', weights.HOW)

    def heard(self, sound: Sound, stop: Event | None = None) -> Transcript:
        """The words in a sound at 16 kHz; none where nobody speaks.

        Raises
        ------
        Stopped : `stop` was set meanwhile.
        EngineMissing : weights or libraries are not there.
        """
        with self._lock:
            segments, info = self._model.transcribe(
                sound,
                beam_size=5,
                condition_on_previous_text=False,
                word_timestamps=True,
                vad_filter=True,
                vad_parameters=dict(_SPEECH),
            )
            words: list[TimedWord] = []
            for segment in segments:
                if stop is not None and stop.is_set():
                    raise Stopped(STOPPED)
                if segment.avg_logprob >= UNLIKELY:
                    words += whole_words(
                        (word.word, float(word.start), float(word.end)) for word in segment.words or ()
                    )
        return Transcript(info.language, tuple(words))

    def language(self, sound: Sound) -> str:
        """Which language is spoken in a sound at 16 kHz, like `en`."""
        with self._lock:
            return str(self._model.detect_language(audio=sound)[0])

    def close(self) -> None:
        """Let go of the model until the next recording: it reserves a gigabyte, which a long job has other use for."""
        with self._lock:
            self.__dict__.pop('_model', None)

    @cached_property
    def _model(self) -> Any:
        try:
            from faster_whisper import WhisperModel
        except ImportError:
            raise EngineMissing(MISSING) from None
        logging.getLogger('faster_whisper').setLevel(logging.WARNING)  # it tells whoever waits what it is told anyway
        folder = {weights.checked(self._models, one).parent for one in weights.WHISPER}.pop()
        threads = sessions.threads()
        return WhisperModel(str(folder), device='cpu', compute_type='int8', cpu_threads=threads, local_files_only=True)


def whole_words(parts: Iterable[tuple[str, float, float]]) -> list[TimedWord]:
    """Words out of what the model calls words, which are parts of such where no space is before them."""
    found: list[TimedWord] = []
    for text, start, end in parts:
        if found and not text.startswith(' '):
            last = found[-1]
            found[-1] = TimedWord(last.text + text.strip(), last.start, max(last.end, end))
        elif text.strip():
            found.append(TimedWord(text.strip(), start, end))
    return found


@cache
def that_hears(models: Path) -> Hearing:
    """The one of this process."""
    return Hearing(models)
