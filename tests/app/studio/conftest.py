"""What the stories of studios begin with: an owner, an engineer, and people who book."""

import pytest

from app.studio import area as area  # its kinds of jobs are known, whichever story is told first
from app.studio import rooms
from app.studio.studios import StudioView
from tests.app.accounts_support import person, turn_accounts_on
from tests.app.studio.rooms_support import opened


@pytest.fixture
def olga(owner: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Who runs this server and owns the studio, where there are accounts."""
    turn_accounts_on(monkeypatch)
    return person('olga@example.org', name='Olga', is_admin=True)


@pytest.fixture
def studio(olga: str) -> StudioView:
    """Their studio."""
    return opened(olga)


@pytest.fixture
def eve(studio: StudioView, olga: str) -> str:
    """An engineer of this studio."""
    eve = person('eve@example.org', name='Eve')
    rooms.add_engineer(olga, studio.id, 'Eve', email='eve@example.org')
    return eve


@pytest.fixture
def ann(olga: str) -> str:
    """Somebody who books."""
    return person('ann@example.org', name='Ann')


@pytest.fixture
def bea(olga: str) -> str:
    """Somebody else who books."""
    return person('bea@example.org', name='Bea')


@pytest.fixture
def engineer(studio: StudioView, eve: str) -> str:
    """Eve, as the studio knows them: the only one who works there."""
    return rooms.engineers(studio.id)[0].id


@pytest.fixture
def other(studio: StudioView, olga: str, engineer: str) -> str:
    """Somebody else who works there."""
    return rooms.add_engineer(olga, studio.id, 'Mo').id
