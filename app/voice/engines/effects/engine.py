"""Sound effects without a network: recordings found by meaning, families of sounds that are made, layers of both."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event

import numpy as np

from app.voice.engines import weights
from app.voice.engines.effects import fitting, recordings
from app.voice.engines.effects.finding import Hit, find
from app.voice.engines.effects.library import FREE, Take
from app.voice.engines.effects.making import Family, Making
from app.voice.engines.effects.prompts import MOST_CHARACTERS
from app.voice.engines.effects.signals import RATE, Stereo, frames, stereo
from app.voice.engines.effects.stems import words
from app.voice.engines.port import Effect, EffectWish, Health
from app.voice.errors import NothingToSay, TooLong, VoiceError

SHORTEST_S, LONGEST_S = 0.5, 30.0
LONGEST_CIRCLE_S = 15.0
"""What lasts longer is gone around twice: nobody hears that in rain, and it costs half."""
NATURAL_S = {'on': 8.0, 'beat': 8.0, 'again': 5.0, 'once': 4.0}
FAITHFUL = 0.85
"""From this influence on, every variation is of the first way to a sound."""
FREELY = 0.3
"""Below this influence, variations may be recordings whose makers must be named, although there are others."""
QUIETER_FAR_DB, LOUDER_FORCE_DB = 6.0, 3.0
MADE = 'made by LevelMix'


@dataclass(frozen=True, slots=True)
class _Layer:
    """One sound of a prompt, and the way to it that is taken."""

    hit: Hit
    way: Take | Family

    @property
    def natural(self) -> float:
        """How long it is by nature, in seconds."""
        if isinstance(self.way, Take) and self.hit.sound.kind in ('again', 'once'):
            return self.way.seconds + 0.3
        return NATURAL_S[self.hit.sound.kind]

    @property
    def credit(self) -> str:
        """Who is to be named, and why."""
        name = self.hit.sound.words[0]
        if isinstance(self.way, Take):
            return f'{name}: {self.way.author}, {self.way.licence}'
        return f'{name}: {MADE}, {FREE}'


class Effects:
    """Sounds of the library; nothing is loaded before the first prompt."""

    name = 'library'
    licence = 'CC0 and GPL-2.0-or-later, told with every sound'

    def __init__(self, models: Path) -> None:
        self._models = models

    def health(self) -> Health:
        """Whether the weights that know meanings are there."""
        if weights.there(self._models, *weights.MEANINGS):
            return Health('ready')
        return Health('missing', 'The weights that find sounds are not installed.', weights.HOW)

    def effect(self, wish: EffectWish, stop: Event | None = None) -> Effect:
        """The sound.

        Raises
        ------
        NothingClose : nothing is near the prompt; with the nearest prompts that there is something for.
        VoiceError : no prompt, too long a one, or seconds that no effect has.
        """
        _check(wish)
        rng = np.random.default_rng([wish.seed, 7])
        layers = [
            [_Layer(hit, _way(hit, wish)) for hit in beside]
            for beside in find(wish.prompt, self._models, wish.only_free)
        ]
        naturals = [max(layer.natural for layer in beside) for beside in layers]
        seconds = wish.seconds or float(np.clip(sum(naturals), SHORTEST_S, LONGEST_S))
        count = frames(seconds)
        parts = []
        for beside, share in zip(layers, fitting.shares(naturals, count), strict=True):
            closed = wish.loop and len(layers) == 1
            made = []
            for layer in beside:
                if stop is not None and stop.is_set():
                    break
                make = Making(rng, share, layer.hit.manner, 1 - wish.influence)
                made.append(_fitted(layer, make, wish, closed))
            parts.append(fitting.together(made or [np.zeros((share, 2), np.float32)]))
        sound = _natural_end(fitting.after(parts, count), layers, wish)
        every = [layer for beside in layers for layer in beside]
        return Effect(_safe(sound), RATE, _how(every), _licence(every), tuple(layer.credit for layer in every))


def _check(wish: EffectWish) -> None:
    if not words(wish.prompt):
        raise NothingToSay('Write what is to be heard, in a few English words, like “rain and thunder”.')
    if len(wish.prompt) > MOST_CHARACTERS:
        raise TooLong(f'A prompt has at most {MOST_CHARACTERS} characters; this one has {len(wish.prompt):,}.')
    if wish.seconds is not None and not SHORTEST_S <= wish.seconds <= LONGEST_S:
        raise VoiceError(f'An effect is {SHORTEST_S:g} to {LONGEST_S:g} seconds long: choose a length between.')
    if not 0 <= wish.influence <= 1:
        raise VoiceError('The influence of the prompt is a number from 0 to 1.')


def _way(hit: Hit, wish: EffectWish) -> Take | Family:
    """The first way to a sound for the first seed, and others for others where chance is free."""
    ways = hit.sound.ways(wish.only_free, freely=wish.influence < FREELY)
    return ways[0] if wish.influence >= FAITHFUL else ways[wish.seed % len(ways)]


def _fitted(layer: _Layer, make: Making, wish: EffectWish, closed: bool) -> Stereo:
    """One layer of its length, in its manner and as loud as the others; the end leads into the beginning if closed."""
    sound = (
        _recorded(layer.way, layer, make, wish, closed)
        if isinstance(layer.way, Take)
        else _made(layer.way, layer, make)
    )
    manner = make.manner
    if isinstance(layer.way, Take) or layer.hit.sound.name != 'thunder':
        sound = fitting.far(sound, manner.distance, make.rng, closed)
    sound = fitting.balanced(sound, LOUDER_FORCE_DB * manner.force - QUIETER_FAR_DB * manner.distance)
    if closed:
        return sound
    on = layer.hit.sound.kind in ('on', 'beat')
    return fitting.faded(sound, min(1.0, 0.15 * make.seconds) if on else 0.02, 0.03 if on else 0.002)


def _made(family: Family, layer: _Layer, make: Making) -> Stereo:
    kind = layer.hit.sound.kind
    if kind == 'once':
        first = stereo(family(make))
        return fitting.once(first, make, lambda: stereo(family(make)))
    rounds = -(-make.count // frames(LONGEST_CIRCLE_S))
    circle = stereo(family(Making(make.rng, -(-make.count // rounds), make.manner, make.free)))
    return np.tile(circle, (rounds, 1))[: make.count]


def _recorded(take: Take, layer: _Layer, make: Making, wish: EffectWish, closed: bool) -> Stereo:
    sound = recordings.varied(recordings.read(take), make, vary=wish.seed > 0)
    kind = layer.hit.sound.kind
    if kind == 'beat':
        return recordings.in_bars(sound, make.count, closed)
    if kind == 'on':
        return sound[: make.count] if make.count <= len(sound) and not closed else recordings.around(sound, make.count)
    if kind == 'again':
        return recordings.again(fitting.cut(sound, make.count), make)
    return fitting.once(sound, make, lambda: recordings.higher(sound, float(make.rng.uniform(-0.5, 0.5))))


def _natural_end(sound: Stereo, layers: Sequence[Sequence[_Layer]], wish: EffectWish) -> Stereo:
    """Where no length was asked for, silence at the end goes."""
    if wish.seconds is not None or wish.loop:
        return sound
    heights = np.abs(sound).max(1)
    last = int(np.flatnonzero(heights > heights.max() * 1e-3)[-1]) if heights.max() > 0 else 0
    kept = min(len(sound), max(frames(SHORTEST_S), last + frames(0.05)))
    return fitting.faded(sound[:kept], 0.01)


def _safe(sound: Stereo) -> Stereo:
    """As high as a file may have it, and no higher."""
    return np.asarray(sound / np.float32(max(1e-6, float(np.abs(sound).max())) / 0.89), np.float32)


def _how(layers: Sequence[_Layer]) -> str:
    """What it is made of, in a sentence."""
    recorded = [layer.hit.sound.words[0] for layer in layers if isinstance(layer.way, Take)]
    made = [layer.hit.sound.words[0] for layer in layers if not isinstance(layer.way, Take)]
    parts = [f'a recording of {name}' for name in recorded] + [f'{name}, made for this' for name in made]
    told = '; '.join(parts)
    return f'{told[0].upper()}{told[1:]}.'


def _licence(layers: Sequence[_Layer]) -> str:
    """The strictest of all layers."""
    strict = [layer.way.licence for layer in layers if isinstance(layer.way, Take) and not layer.way.free]
    return strict[0] if strict else FREE
