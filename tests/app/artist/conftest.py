"""What the stories of artists begin with: two artists, and who runs the server."""

import pytest

from app.artist import area as area  # its kinds of jobs are known, whichever story is told first
from tests.app.accounts_support import person, turn_accounts_on


@pytest.fixture
def olga(owner: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Who runs this server, where there are accounts."""
    turn_accounts_on(monkeypatch)
    return person('olga@example.org', name='Olga', is_admin=True)


@pytest.fixture
def ann(olga: str) -> str:
    """An artist."""
    return person('ann@example.org', name='Ann')


@pytest.fixture
def bea(olga: str) -> str:
    """Another artist."""
    return person('bea@example.org', name='Bea')
