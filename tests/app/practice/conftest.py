"""What the stories of practice begin with."""

import pytest

from tests.app.accounts_support import person, turn_accounts_on


@pytest.fixture
def ann(owner: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Somebody who practises, where there are accounts."""
    turn_accounts_on(monkeypatch)
    return person('ann@example.org', name='Ann')


@pytest.fixture
def bea(ann: str) -> str:
    """Somebody else."""
    return person('bea@example.org', name='Bea')
