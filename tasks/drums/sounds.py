"""What is seen and heard of a song beside its map: how it looks, half a minute of it, levelled, and its drums alone."""

import json
from pathlib import Path

import numpy as np
import soundfile

from app import audio
from app.audio.files import open_source
from app.audio.files.resampling import mixing
from app.audio.types import Goal
from app.drums.sound_files import Samples
from app.drums.stem import split
from app.drums.transcriber import Activations

PREVIEW_S, LOUDNESS_LUFS = 30.0, -14.0
ROWS_A_SECOND, FULL = 20, 100
_BLOCK = 65_536


def waveform(samples: Samples, rate: int, target: Path) -> Path:
    """How loud a song is at its peaks, some rows a second from 0 to 100, as JSON."""
    size = rate // ROWS_A_SECOND
    rows = np.abs(np.pad(samples, (0, -len(samples) % size))).reshape(-1, size).max(axis=1)
    told = np.minimum(FULL, np.round(rows * FULL)).astype(int).tolist()
    target.write_text(json.dumps({'per_second': ROWS_A_SECOND, 'peaks': told}, separators=(',', ':')))
    return target


def preview(source: Path, from_ms: int, target: Path) -> Path:
    """Half a minute of a recording from a moment on, levelled once, as an MP3."""
    cut = target.with_suffix('.wav')
    with open_source(source) as opened:
        rate = opened.info.sample_rate
        mix = mixing(opened.info.layout, ('L', 'R'))
        start = max(0, min(from_ms * rate // 1000, opened.info.frames - int(PREVIEW_S * rate)))
        end, at = start + int(PREVIEW_S * rate), 0
        with soundfile.SoundFile(cut, 'w', rate, 2, 'FLOAT') as written:
            while at < end and len(block := opened.read(_BLOCK)):
                wanted = block[max(0, start - at) : max(0, end - at)]
                if len(wanted):
                    written.write(np.ascontiguousarray(wanted @ mix, np.float32))
                at += len(block)
    if not audio.is_warm():
        audio.warm_up()
    audio.level(cut, target, Goal(LOUDNESS_LUFS), to='mp3')
    cut.unlink()
    return target


def drums_alone(samples: Samples, rate: int, heard: Activations, target: Path) -> Path:
    """The drums of a song as an MP3, as loud as they are in it; every browser plays that."""
    with soundfile.SoundFile(target, 'w', rate, 1, 'MPEG_LAYER_III', format='MP3') as written:
        for drums, _ in split(samples, heard):
            written.write(np.clip(drums, -1.0, 1.0))
    return target
