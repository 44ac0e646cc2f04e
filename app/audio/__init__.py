"""The engine: numbers and files. It imports nothing else of the project and can be used alone.

Names are loaded when they are first used: who needs only the errors or the types loads no decoder and no kernel.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .analysis import Analysis as Analysis
    from .analysis import Meter as Meter
    from .analysis import analyse as analyse
    from .analysis import measure as measure
    from .errors import AudioError as AudioError
    from .errors import UnreadableAudio as UnreadableAudio
    from .errors import UnsupportedAudio as UnsupportedAudio
    from .errors import WriteFailed as WriteFailed
    from .forecast import Forecast as Forecast
    from .forecast import forecast as forecast
    from .observer import Observer as Observer
    from .observer import Trace as Trace
    from .other_meter import second_opinion as second_opinion
    from .pipeline import level as level
    from .planning import Plan as Plan
    from .planning import plan as plan
    from .stems import level_stems as level_stems
    from .types import Goal as Goal
    from .types import Info as Info
    from .types import LimiterWork as LimiterWork
    from .types import Limits as Limits
    from .types import Measurement as Measurement
    from .types import Outcome as Outcome
    from .types import Progress as Progress
    from .types import Reading as Reading
    from .types import Report as Report
    from .types import Stage as Stage
    from .types import Verdict as Verdict
    from .warmup import is_warm as is_warm
    from .warmup import warm_up as warm_up

_HOMES = {
    'Analysis': 'analysis',
    'AudioError': 'errors',
    'Forecast': 'forecast',
    'Goal': 'types',
    'Info': 'types',
    'LimiterWork': 'types',
    'Limits': 'types',
    'Measurement': 'types',
    'Meter': 'analysis',
    'Outcome': 'types',
    'Reading': 'types',
    'Plan': 'planning',
    'Progress': 'types',
    'Report': 'types',
    'Stage': 'types',
    'Trace': 'observer',
    'UnreadableAudio': 'errors',
    'UnsupportedAudio': 'errors',
    'Verdict': 'types',
    'Observer': 'observer',
    'WriteFailed': 'errors',
    'analyse': 'analysis',
    'forecast': 'forecast',
    'is_warm': 'warmup',
    'level': 'pipeline',
    'level_stems': 'stems',
    'measure': 'analysis',
    'plan': 'planning',
    'second_opinion': 'other_meter',
    'warm_up': 'warmup',
}

__all__ = sorted(_HOMES)


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f'module {__name__!r} has no attribute {name!r}')
    home = import_module(f'.{_HOMES[name]}', __name__)
    # All of its names at once: importing `forecast` for Forecast has just put the module where its function belongs.
    globals().update({other: getattr(home, other) for other, place in _HOMES.items() if place == _HOMES[name]})
    return globals()[name]
