"""Tables and columns that get other names keep their rows, on the way up and on the way back down."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from app import db
from models import User
from models.types import utc_now
from tests.databases import opened

Rows = list[tuple[object, ...]]


def fill(*statements: str) -> None:
    """Run these on the database as it is."""
    with db.filling() as connection:
        for statement in statements:
            connection.execute(sa.text(statement))
    db.dispose()


def rows(data_dir: Path, query: str) -> Rows:
    """What a query finds, without our models between."""
    with opened(data_dir) as cursor:
        return [tuple(row) for row in cursor.execute(query).fetchall()]


ANN = (
    "INSERT INTO users (id, email, name, is_admin) VALUES ('ann', 'ann@example.org', 'Ann', 1)",
    "INSERT INTO users (id, email, disabled_at) VALUES ('bea', 'bea@example.org', '2026-01-02 03:04:05')",
)


def test_a_person_keeps_name_and_rights(data_dir: Path) -> None:
    db.upgrade('0021')
    fill(*ANN)
    before = rows(data_dir, 'SELECT * FROM users ORDER BY id')
    db.upgrade('0022')
    new = 'SELECT display_name, is_super_admin, is_active, credits, timezone, username FROM users ORDER BY id'
    assert rows(data_dir, new) == [('Ann', 1, 1, 10000, 'UTC', None), (None, 0, 0, 10000, 'UTC', None)]
    db.downgrade('0021')
    assert rows(data_dir, 'SELECT * FROM users ORDER BY id') == before


def test_no_two_people_have_one_handle(data_dir: Path, owner: str) -> None:
    fill("INSERT INTO users (id, email, username) VALUES ('ann', 'ann@example.org', 'annie')")
    with pytest.raises(sa.exc.IntegrityError):
        fill("INSERT INTO users (id, email, username) VALUES ('bea', 'bea@example.org', 'annie')")


def test_a_person_is_active_until_they_are_shut_out(owner: str) -> None:
    for shut in (None, utc_now(), None):
        with db.transaction() as session:
            session.get_one(User, owner).disabled_at = shut
        with db.reading() as session:
            assert session.get_one(User, owner).is_active is (shut is None)
