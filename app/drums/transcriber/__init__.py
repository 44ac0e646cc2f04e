"""Hears drums in a recording: which of them is struck when, how hard, and how sure that is.

    samples ─ spectrum.py: loudness of 84 bands, a hundred times a second
            ─ net.py: how likely each kind of drum is struck in each of those frames
            ─ strokes.py: the moments themselves, with lane, velocity and confidence

Needs numpy alone. `bench/drums/` has what the weights were learnt from, and how well they hear.
"""

from app.drums.transcriber.hearing import FRAMES_A_SECOND, RATE, Activations, Kind, hear
from app.drums.transcriber.strokes import hits

__all__ = ['FRAMES_A_SECOND', 'RATE', 'Activations', 'Kind', 'hear', 'hits']
