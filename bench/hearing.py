"""Hears speech and counts the words that are not as they were to be; needs what `make setup` fetches."""

import os
import re
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.config import settings
from app.voice.engines import weights
from app.voice.text.english_numbers import cardinal

RATE = 16_000
_SPELLINGS = {'grey': 'gray', 'colour': 'color', 'ok': 'okay', 'mister': 'mr', 'doctor': 'dr'}


def listener() -> Any:
    """Whisper base, with the weights that `make setup` put together; asks no network."""
    os.environ['HF_HUB_OFFLINE'] = '1'
    from faster_whisper import WhisperModel

    for one in weights.WHISPER:
        weights.checked(settings().models_dir, one)
    folder = settings().models_dir / 'whisper-base'
    return WhisperModel(str(folder), device='cpu', compute_type='int8', cpu_threads=2)


def heard(model: Any, sound: NDArray[np.float32], rate: int, language: str = 'en') -> str:
    """What is understood."""
    places = np.arange(0, len(sound), rate / RATE)
    narrow = np.interp(places, np.arange(len(sound)), _low_passed(sound, rate)).astype(np.float32)
    found, _ = model.transcribe(narrow, language=language, beam_size=5, condition_on_previous_text=False)
    return ' '.join(segment.text.strip() for segment in found)


def errors(wanted: str, found: str) -> tuple[int, int]:
    """Words that are wrong, missing or too many, and words there are."""
    reference, heard_words = _words(wanted), _words(found)
    row = list(range(len(heard_words) + 1))
    for place, word in enumerate(reference, 1):
        before, row[0] = row[:], place
        for at, other in enumerate(heard_words, 1):
            row[at] = min(before[at] + 1, row[at - 1] + 1, before[at - 1] + (word != other))
    return row[-1], len(reference)


def _words(text: str) -> list[str]:
    text = text.lower().replace('’', "'").replace('-', ' ')
    text = re.sub(r'(\d),(\d{3})', r'\1\2', text)
    text = re.sub(r'\d+', lambda digits: f' {cardinal(int(digits.group()))} ', text).replace('-', ' ')
    return [_SPELLINGS.get(word, word) for word in re.findall(r"[a-z']+", text)]


def _low_passed(sound: NDArray[np.float32], rate: int) -> NDArray[np.float32]:
    """Without what the lower rate cannot hold."""
    length = 65
    place = np.arange(length) - length // 2
    window = np.sinc(place * 2 * 7_500 / rate) * np.hamming(length)
    return np.convolve(sound, window / window.sum(), 'same').astype(np.float32)
