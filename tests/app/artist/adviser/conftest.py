"""The adviser's stories: the artist of the fixture, on their day."""

from collections.abc import Iterator

import pytest
import time_machine

from app.studio import area as studio_area  # so that it tells what it knows
from tests.app.artist.adviser.fixture import NOW, House, build


@pytest.fixture
def house(olga: str) -> Iterator[House]:
    """All of it, on 30 June 2027."""
    assert studio_area.AREA.knows
    with time_machine.travel(NOW, tick=False):
        yield build(olga)
