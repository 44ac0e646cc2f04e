"""What stories of numbers begin with: two artists."""

import pytest

from tests.app.accounts_support import person, turn_accounts_on


@pytest.fixture
def ann(owner: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """An artist."""
    turn_accounts_on(monkeypatch)
    return person('ann@example.org', name='Ann')


@pytest.fixture
def bea(ann: str) -> str:
    """Another one."""
    return person('bea@example.org', name='Bea')
