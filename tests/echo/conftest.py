"""What the tests of the echo area begin with."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlmodel import SQLModel

from app import accounts, db
from tests.app.accounts_support import person, turn_accounts_on
from tests.echo.knowing import known_here


@pytest.fixture(scope='module')
def known() -> Iterator[Any]:
    """The area's package, which the product knows only while these tests run."""
    with known_here() as area:
        yield area


@pytest.fixture
def echo(owner: str, known: Any) -> Any:
    """The area, in an installation that has its table."""
    with db.engine().begin() as connection:
        SQLModel.metadata.tables['sayings'].create(connection)
    return known


@pytest.fixture
def ann(echo: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """One of the users of an installation with accounts."""
    turn_accounts_on(monkeypatch)
    yield person()
    accounts.let_in(accounts.Visitor())
