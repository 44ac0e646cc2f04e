"""What the stories of artists begin with: two artists, and who runs the server."""

from collections.abc import Callable, Iterator

import pytest

from app.artist import area as area  # its kinds of jobs are known, whichever story is told first
from app.artist import link_checking
from tests.app.accounts_support import person, turn_accounts_on
from tests.receivers import Receiver, receiver, resolved


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


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Two hosts of the world, one inside that may not be reached, and the names that are asked for."""
    known = {'songs__example__org': '127.0.0.1', 'shop__example__org': '127.0.0.1', 'inside__example__org': '127.0.0.1'}
    return resolved(monkeypatch, **known)


@pytest.fixture
def world(
    names: list[str], change_setting: Callable[[str, object], None], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Receiver]:
    """A server of that world, whose links are looked at."""
    change_setting('outbound_allow', 'songs.example.org,shop.example.org')
    change_setting('check_links', 'true')
    monkeypatch.setattr(link_checking, 'PAUSE_S', 0.0)
    with receiver() as made:
        yield made
