"""Engines on this machine that play those of an operator: each of the three ways to be asked, and how each may fail."""

import base64
import io
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import soundfile

from app.config.voice import VoiceEngine
from app.voice.engines import remote
from app.voice.engines.port import Chunk, Recording, Speech
from tests.receivers import Asked, Receiver, receiver

KEY = 'sk-of-the-operator-4711'
RATE = 24_000
TEXT = 'Doors open at 7:30pm. It cost $5 in 1908. [pause 1s] Then they left.'
VOICES = {'plain': 'gpu-andreas', 'openai': 'gpu-alloy', 'elevenlabs': 'gpu-r4ch'}
Said = tuple[int, Mapping[str, str], bytes]


def tone(seconds: float, rate: int = RATE, channels: int = 1) -> bytes:
    """A WAV of a tone that fades in and out."""
    time = np.arange(round(seconds * rate)) / rate
    sound = 0.3 * np.sin(2 * np.pi * 220 * time) * np.minimum(1, np.minimum(time, time[::-1]) / 0.05)
    file = io.BytesIO()
    soundfile.write(file, np.tile(sound[:, None], channels), rate, 'PCM_16', format='WAV')
    return file.getvalue()


def samples(seconds: float) -> bytes:
    """The same without anything around it."""
    return tone(seconds)[44:]


def json_of(said: Any) -> Said:
    """An answer of data."""
    return 200, {'Content-Type': 'application/json'}, json.dumps(said).encode()


def wav(seconds: float) -> Said:
    """An answer of sound."""
    return 200, {'Content-Type': 'audio/wav'}, tone(seconds)


@dataclass
class Double:
    """One engine; `faults` are answers that come instead of the next ones, in order."""

    shape: str
    server: Receiver
    faults: list[Said | Callable[[Asked], Said]] = field(default_factory=list)
    key: str = KEY

    def place(self, **how: Any) -> VoiceEngine:
        """As the operator names it."""
        told = {'name': 'gpu', 'shape': self.shape, 'url': self.server.url('').rstrip('/'), 'key': KEY, **how}
        return VoiceEngine.model_validate(told)

    @property
    def asked(self) -> list[Asked]:
        """All requests so far."""
        return self.server.asked

    def wishes(self) -> list[dict[str, Any]]:
        """What was sent to it as data."""
        return [json.loads(asked.body) for asked in self.asked if asked.body[:1] == b'{']

    def answer(self, asked: Asked) -> Said:
        """What it says."""
        if self.faults and asked.method == 'POST':
            fault = self.faults.pop(0)
            return fault(asked) if callable(fault) else fault
        sent = asked.headers.get('xi-api-key') or asked.headers.get('authorization', '').removeprefix('Bearer ')
        if sent != self.key:
            return 401, {}, json.dumps({'detail': f'wrong key: {sent}'}).encode()
        return ANSWERS[self.shape](asked)


def _plain(asked: Asked) -> Said:
    if asked.path == '/health':
        return json_of({'status': 'healthy', 'version': 'styletts2 1.3', 'memory': '4 GB'})
    if asked.path == '/voices':
        return json_of({'voices': ['andreas', {'id': 'woman', 'name': 'Anna', 'sex': 'female'}]})
    if asked.path == '/convert':
        return wav(2.0)
    told = json.loads(asked.body)
    return wav(told['seconds'] or 1.5) if 'prompt' in told else wav(len(told['text']) / 15)


def _openai(asked: Asked) -> Said:
    if asked.path == '/v1/models':
        return json_of({'data': [{'id': 'tts-1'}]})
    if asked.path == '/v1/audio/voices':
        return json_of({'voices': ['alloy', 'nova']})
    return wav(len(json.loads(asked.body)['input']) / 15)


def _elevenlabs(asked: Asked) -> Said:
    path = asked.path.partition('?')[0]
    if path == '/v1/voices':
        rachel = {'voice_id': 'r4ch', 'name': 'Rachel', 'labels': {'gender': 'female', 'language': 'en'}}
        return json_of({'voices': [rachel]})
    if path == '/v1/sound-generation':
        return wav(json.loads(asked.body).get('duration_seconds', 1.0))
    text = json.loads(asked.body)['text']
    times = [(place / len(text)) ** 2 * len(text) / 15 for place in range(len(text) + 1)]  # it begins in haste
    alignment = {
        'characters': list(text),
        'character_start_times_seconds': times[:-1],
        'character_end_times_seconds': times[1:],
    }
    return json_of({'audio_base64': base64.b64encode(samples(len(text) / 15)).decode(), 'alignment': alignment})


ANSWERS = {'plain': _plain, 'openai': _openai, 'elevenlabs': _elevenlabs}


@contextmanager
def double(shape: str) -> Iterator[Double]:
    """One that runs."""
    with receiver() as server:
        made = Double(shape, server)
        server.answers = made.answer
        yield made


def speech(engine: Double, text: str = TEXT, **how: object) -> list[Chunk]:
    """A text, said by it."""
    return list(remote.that_speaks(engine.place(**how)).speak(Speech(text, VOICES[engine.shape])))


def posts(engine: Double) -> list[Asked]:
    """What it was asked to make."""
    return [asked for asked in engine.asked if asked.method == 'POST']


def recording(seconds: float = 2.0) -> Recording:
    """What somebody hands in."""
    return Recording(np.sin(np.arange(round(seconds * 16_000)) / 20).astype(np.float32), 16_000)
