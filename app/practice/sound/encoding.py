"""Stems as files: WAV to take along, Ogg Vorbis to send to a browser, at the same length to the sample."""

import io
from typing import Literal

import numpy as np

from app.practice.sound.instruments import RATE, Wave

Format = Literal['wav', 'ogg']
KINDS: dict[Format, dict[str, object]] = {
    'wav': {'format': 'WAV', 'subtype': 'PCM_16'},
    'ogg': {'format': 'OGG', 'subtype': 'VORBIS', 'compression_level': 0.5},
}
BLOCK = 1 << 16


def encoded(wave: Wave, kind: Format) -> bytes:
    """The whole of it; what is over full scale is cut, which no stem of `render` is."""
    import soundfile

    out = io.BytesIO()
    with soundfile.SoundFile(out, 'w', samplerate=RATE, channels=wave.shape[1], **KINDS[kind]) as file:
        for start in range(0, len(wave), BLOCK):  # the encoder of Vorbis takes no long pieces at once
            file.write(np.clip(wave[start : start + BLOCK], -1, 1))
    return out.getvalue()
