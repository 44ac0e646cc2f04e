"""Engines at an address, in each of the three ways to be asked, or in our own."""

from collections.abc import Iterator

import pytest

from app.voice.engines.remote import asking
from tests.engine_doubles import ANSWERS, Double, double


@pytest.fixture(params=sorted(ANSWERS))
def engine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Double]:
    monkeypatch.setattr(asking, 'PAUSE_S', 0.01)
    with double(request.param) as made:
        yield made


@pytest.fixture
def plain(monkeypatch: pytest.MonkeyPatch) -> Iterator[Double]:
    monkeypatch.setattr(asking, 'PAUSE_S', 0.01)
    with double('plain') as made:
        yield made
