"""A clock that is wrong, for the tests of what holds for a while."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest

from models import types as model_types

DAY = timedelta(days=1)
BOTH_WAYS = pytest.mark.parametrize('off', [DAY, -DAY], ids=['ahead', 'behind'])


@contextmanager
def clock(off: timedelta) -> Iterator[None]:
    """The clock of this machine is wrong by so much."""
    right, real = time.time, datetime

    class Wrong(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
            return real.now(tz) + off  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(model_types, 'datetime', Wrong)
        patch.setattr(time, 'time', lambda: right() + off.total_seconds())
        yield
