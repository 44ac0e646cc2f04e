"""The engine of the tests."""

from collections.abc import Iterator

import pytest

from app.voice import engines
from tests.app.voice.clips_support import Humming
from tests.app.voice.clips_support import humming as put_in_front


@pytest.fixture
def humming(owner: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Humming]:
    """An engine of tones, in front of all others, in an installation of its own."""
    import tasks  # noqa: F401

    yield put_in_front(monkeypatch)
    engines.that_speaks.cache_clear()
