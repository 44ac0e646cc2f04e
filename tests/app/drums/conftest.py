"""What the stories of songs and their maps begin with: three people, one of whom decides on what others suggest."""

import pytest

from tests.app.accounts_support import person, turn_accounts_on
from tests.app.drums.community import becomes


@pytest.fixture
def ann(owner: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Somebody who brings songs, where there are accounts."""
    turn_accounts_on(monkeypatch)
    return person('ann@example.org', name='Ann')


@pytest.fixture
def bea(ann: str) -> str:
    """Somebody who suggests fixes."""
    return person('bea@example.org', name='Bea')


@pytest.fixture
def vera(ann: str) -> str:
    """A verifier."""
    return becomes(person('vera@example.org', name='Vera'), 'verifier')


@pytest.fixture
def cora(ann: str) -> str:
    """A curator."""
    return becomes(person('cora@example.org', name='Cora'), 'curator')
