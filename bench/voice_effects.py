"""`make bench-voice`: whether prompts bring the right sounds, unknown ones are refused, and how long an answer takes.

The prompts, and how they came to be, are in `bench/effect_prompts.py`. Seconds are of the processor, because others may
be using the machine; those of the clock stand beside them.
"""

import time
from collections.abc import Sequence

import numpy as np

from app.config import settings
from app.voice import engines
from app.voice.engines.effects import library
from app.voice.engines.effects.finding import find
from app.voice.engines.port import EffectWish
from app.voice.errors import NothingClose
from bench import effect_prompts as prompts

SECONDS = 5.0
SETS = (
    ('tuning', prompts.TUNING, prompts.UNKNOWN_TUNING),
    ('held back', prompts.HELD_BACK, prompts.UNKNOWN_HELD_BACK),
    ('later', prompts.LATER, prompts.UNKNOWN_LATER),
    ('last', prompts.LAST, prompts.UNKNOWN_LAST),
)


def names(prompt: str, only_free: bool = False) -> list[list[str]]:
    """The names of the sounds that a prompt means; none where it is refused."""
    try:
        layers = find(prompt, settings().models_dir, only_free)
    except NothingClose:
        return []
    return [[hit.sound.name for hit in beside] for beside in layers]


def finding() -> None:
    """How many of each set are right, and how many unknown ones are refused."""
    print('prompts     right first  CC0 alone  unknown refused')
    for title, known, unknown in SETS:
        right = [(prompt, prompts.is_right(wanted, names(prompt))) for prompt, wanted in known]
        free = sum(prompts.is_right(wanted, names(prompt, only_free=True)) for prompt, wanted in known)
        refused = [(prompt, not names(prompt)) for prompt in unknown]
        counts = (
            f'{_sum(right):3} of {len(right):3}    {free:3} of {len(known):3}     {_sum(refused):3} of {len(refused):3}'
        )
        print(f'{title:12} {counts}')
        for prompt, ok in (*right, *refused):
            if not ok:
                print(f'             not: {prompt} → {names(prompt) or "refused"}')


def answering() -> None:
    """How long finding takes, and finding and making."""
    engine = engines.that_makes_effects('', settings().models_dir)
    began = time.monotonic()
    names('rain')
    print(f'first prompt, with the weights read: {time.monotonic() - began:.2f} s of the clock')
    every = [prompt for _, known, _ in SETS for prompt, _ in known if names(prompt)]
    found = [_cost(lambda prompt=prompt: names(prompt)) for prompt in every]
    made = [_cost(lambda prompt=prompt: engine.effect(EffectWish(prompt, SECONDS, seed=1))) for prompt in every]
    _tell('finding', found)
    _tell(f'finding and making {SECONDS:g} s', made)


def _tell(what: str, costs: Sequence[tuple[float, float]]) -> None:
    for place, unit in enumerate(('of the processor', 'of the clock')):
        values = np.array([cost[place] for cost in costs]) * 1000
        told = ', '.join(f'{name} {np.quantile(values, part):.0f} ms' for name, part in (('half', 0.5), ('95 %', 0.95)))
        print(f'{what}, {unit}: {told}, longest {values.max():.0f} ms')


def _cost(work: object) -> tuple[float, float]:
    assert callable(work)
    cpu, clock = time.process_time(), time.monotonic()
    work()
    return time.process_time() - cpu, time.monotonic() - clock


def _sum(told: Sequence[tuple[str, bool]]) -> int:
    return sum(ok for _, ok in told)


def main() -> None:
    """Print all of it."""
    sounds = library.sounds().values()
    takes = [take for sound in sounds for take in sound.takes]
    made, free = sum(sound.family is not None for sound in sounds), sum(take.free for take in takes)
    size = sum((library.FOLDER / take.file).stat().st_size for take in takes)
    print(f'{len(sounds)} sounds, {made} of them made; {len(takes)} recordings, {free} of them CC0')
    print(f'{sum(take.seconds for take in takes) / 60:.0f} minutes, {size / 1e6:.1f} MB')
    answering()
    finding()


if __name__ == '__main__':
    main()
