"""Sounds from words, by an engine at an address."""

from threading import Event
from typing import cast

import numpy as np

from app.voice.engines.port import Effect, EffectWish
from app.voice.engines.remote.asking import OPERATOR
from app.voice.engines.remote.shapes import Makes
from app.voice.engines.remote.voices import Remote
from app.voice.errors import NothingToSay

SILENT = 1e-4


class RemoteEffects(Remote):
    """It makes what the prompt says, and names no nearest ones."""

    def effect(self, wish: EffectWish, stop: Event | None = None) -> Effect:
        """The sound; raises `EngineAway`, and `Stopped` when `stop` is set before it is there."""
        if not any(sign.isalnum() for sign in wish.prompt):
            raise NothingToSay('There is no word in this: say what is to be heard, like “rain on a tin roof”.')
        shape = cast(Makes, self.shape())
        received = shape.made(wish, stop).received
        if float(np.abs(received.sound).max()) < SILENT:
            raise shape.asking.away('answered with silence', OPERATOR)
        how = f'Made by the engine “{self.name}” from the words alone.'
        return Effect(received.sound, received.rate, how, self.licence)
