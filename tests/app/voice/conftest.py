"""The engine of the tests."""

import pytest

from tests.app.voice.clips_support import Humming
from tests.app.voice.clips_support import humming as put_in_front


@pytest.fixture
def humming(owner: str, monkeypatch: pytest.MonkeyPatch) -> Humming:
    """An engine of tones, in front of all others, in an installation of its own."""
    import tasks  # noqa: F401

    return put_in_front(monkeypatch)
