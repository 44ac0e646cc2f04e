"""How late a device is, out of what its browser has recorded of the clicks that it played."""

import io
import wave

import numpy as np

from app.errors import NotAllowed
from app.practice.takes.clicks import LASTS_S, Calibration, calibrated
from app.practice.takes.net import RATE, Sound

UNREADABLE = 'The clicks could not be read, so the delay was not measured; what was measured before is kept. Try again.'
MOST_S, RATES = LASTS_S + 4, (8_000, 192_000)


def measured(data: bytes) -> Calibration:
    """What a recording in WAV tells, which began with the first sample of the clicks; raises NotAllowed."""
    return calibrated(_sound(data))


def _sound(data: bytes) -> Sound:
    """What a browser of ours records, at the rate at which clicks are looked for: one channel of 16 bits."""
    try:
        with wave.open(io.BytesIO(data)) as file:
            rate, frames = file.getframerate(), file.getnframes()
            if (file.getnchannels(), file.getsampwidth()) != (1, 2) or not RATES[0] <= rate <= RATES[1]:
                raise NotAllowed(UNREADABLE)
            samples = np.frombuffer(file.readframes(min(frames, round(MOST_S * rate))), '<i2') / 32_768
    except (wave.Error, EOFError, ValueError):
        raise NotAllowed(UNREADABLE) from None
    if not len(samples):
        raise NotAllowed(UNREADABLE)
    moments = np.arange(int(len(samples) * RATE / rate)) / RATE
    return np.interp(moments, np.arange(len(samples)) / rate, samples).astype(np.float32)
