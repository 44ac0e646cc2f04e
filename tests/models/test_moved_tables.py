"""Tables and columns that get other names keep their rows, on the way up and on the way back down."""

import uuid
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


def whole(data_dir: Path, table: str) -> list[dict[str, object]]:
    """Every row of a table, with its columns by name, in the order of the ids."""
    columns = [str(name) for (name,) in rows(data_dir, f"SELECT name FROM pragma_table_info('{table}')")]
    key = columns[0] if 'id' not in columns else 'id'
    return [dict(zip(columns, row, strict=True)) for row in rows(data_dir, f'SELECT * FROM {table} ORDER BY {key}')]


ANN = (
    "INSERT INTO users (id, email, name, is_admin) VALUES ('ann', 'ann@example.org', 'Ann', 1)",
    "INSERT INTO users (id, email, disabled_at) VALUES ('bea', 'bea@example.org', '2026-01-02 03:04:05')",
)


def test_a_person_keeps_name_and_rights(data_dir: Path) -> None:
    db.upgrade('0021')
    fill(*ANN)
    before = whole(data_dir, 'users')
    db.upgrade('0022')
    new = 'SELECT display_name, is_super_admin, is_active, credits, timezone, username FROM users ORDER BY id'
    assert rows(data_dir, new) == [('Ann', 1, 1, 10000, 'UTC', None), (None, 0, 0, 10000, 'UTC', None)]
    db.downgrade('0021')
    assert whole(data_dir, 'users') == before


def test_signed_in_browsers_stay_signed_in(data_dir: Path) -> None:
    db.upgrade('0022')
    fill(
        "INSERT INTO users (id, email) VALUES ('ann', 'ann@example.org')",
        'INSERT INTO user_sessions (id, user_id, token_hash, method, user_agent, address, created_at, last_seen_at,'
        " expires_at) VALUES ('s', 'ann', 'hash', 'password', 'Firefox', '203.0.113.7', '2026-01-01 00:00:00',"
        " '2026-01-02 00:00:00', '2026-02-01 00:00:00')",
    )
    before = whole(data_dir, 'user_sessions')
    db.upgrade('0023')
    new = 'SELECT session_token, user_id, expires, created_at, updated_at, method, address FROM sessions'
    assert rows(data_dir, new) == [
        ('hash', 'ann', '2026-02-01 00:00:00', '2026-01-01 00:00:00', '2026-01-02 00:00:00', 'password', '203.0.113.7')
    ]
    db.downgrade('0022')
    assert whole(data_dir, 'user_sessions') == before


LINKS = (
    ('sign-up', None, 'new@example.org', ('confirm_email', 'new@example.org', None)),
    ('reset', 'ann', None, ('reset_password', 'ann@example.org', None)),
    ('change-old', 'ann', 'next@example.org', ('change_email_current', 'ann@example.org', 'next@example.org')),
    ('change-new', 'ann', 'next@example.org', ('change_email_new', 'next@example.org', 'next@example.org')),
    ('first-admin', None, None, ('first_admin', '', None)),
    ('passkey-made', 'ann', None, ('passkey_made', 'ann@example.org', None)),
    ('second-step', 'ann', None, ('second_step', 'ann@example.org', None)),
    ('passkey-used', None, None, ('passkey_used', '', None)),
)


def test_links_that_are_on_their_way_still_work(data_dir: Path) -> None:
    db.upgrade('0023')
    made = (
        'INSERT INTO one_time_tokens (id, purpose, token_hash, user_id, email, created_at, expires_at)'
        " VALUES ('{0}', '{1}', 'hash-{0}', {2}, {3}, '2026-01-01 00:00:00', '2026-01-02 00:00:00')"
    )
    links = [made.format(n, what, _text(user), _text(email)) for n, (what, user, email, _) in enumerate(LINKS)]
    fill("INSERT INTO users (id, email) VALUES ('ann', 'ann@example.org')", *links)
    before = whole(data_dir, 'one_time_tokens')
    db.upgrade('0024')
    new = 'SELECT purpose, identifier, new_value FROM verification_tokens ORDER BY id'
    assert rows(data_dir, new) == [wanted for *_, wanted in LINKS]
    assert rows(data_dir, 'SELECT count(*) FROM verification_tokens WHERE sent_at IS NOT NULL') == [(4,)]
    db.downgrade('0023')
    assert whole(data_dir, 'one_time_tokens') == before


def _text(value: str | None) -> str:
    return 'NULL' if value is None else f"'{value}'"


def test_a_connected_provider_stays_connected(data_dir: Path) -> None:
    db.upgrade('0024')
    fill(
        "INSERT INTO users (id, email) VALUES ('ann', 'ann@example.org')",
        'INSERT INTO accounts (id, user_id, provider, subject, email, created_at)'
        " VALUES ('a', 'ann', 'google', '117', 'ann@gmail.example', '2026-01-01 00:00:00')",
    )
    before = whole(data_dir, 'accounts')
    db.upgrade('0025')
    new = 'SELECT type, provider, provider_account_id, email, created_at, updated_at, access_token FROM accounts'
    made = '2026-01-01 00:00:00'
    assert rows(data_dir, new) == [('oidc', 'google', '117', 'ann@gmail.example', made, made, None)]
    db.downgrade('0024')
    assert whole(data_dir, 'accounts') == before


AUDITED = (
    ('ann', 'ann@example.org', 'session.opened', 'ann', 'user'),
    ('ann', 'ann@example.org', 'flag.saved', 'new-player', 'flag'),
    (None, 'command line', 'user.tier', 'ann', 'user'),
    (None, 'nobody', 'intake.paused', None, 'intake'),
    ('ann', 'ann@example.org', 'share.made', 'job-1', 'job'),
)


def test_every_line_of_the_audit_log_is_kept_in_its_order(data_dir: Path) -> None:
    db.upgrade('0025')
    made = (
        'INSERT INTO audit_log (at, actor_id, actor, action, target, before, after, address, user_agent) VALUES'
        " ('2026-01-0{5}', {0}, '{1}', '{2}', {3}, '{{\"a\": 1}}', NULL, '203.0.113.7', 'Firefox')"
    )
    times = ('1 00:00:00', '1 00:00:00', '1 00:00:00', '2 00:00:00', '3 00:00:00')
    lines = [
        made.format(_text(user), actor, action, _text(target), entity, at)
        for (user, actor, action, target, entity), at in zip(AUDITED, times, strict=True)
    ]
    fill("INSERT INTO users (id, email) VALUES ('ann', 'ann@example.org')", *lines)
    before = whole(data_dir, 'audit_log')
    db.upgrade('0026')
    new = 'SELECT user_id, performed_by, action, entity_id, entity FROM audit_logs ORDER BY id'
    assert rows(data_dir, new) == list(AUDITED)
    assert rows(data_dir, 'SELECT DISTINCT old_data, ip_address FROM audit_logs') == [('{"a": 1}', '203.0.113.7')]
    ids = [uuid.UUID(str(key)) for (key,) in rows(data_dir, 'SELECT id FROM audit_logs')]
    assert {key.version for key in ids} == {7}
    db.downgrade('0025')
    assert whole(data_dir, 'audit_log') == before


def test_a_line_of_somebody_who_is_gone_keeps_what_they_were_called(data_dir: Path) -> None:
    db.upgrade('0025')
    fill("INSERT INTO audit_log (at, actor_id, actor, action) VALUES ('2026-01-01', 'gone', 'x@example.org', 'a.b')")
    db.upgrade('0026')
    assert rows(data_dir, 'SELECT user_id, performed_by FROM audit_logs') == [(None, 'x@example.org')]


def test_a_flag_keeps_its_name_its_switch_and_its_share(data_dir: Path) -> None:
    db.upgrade('0027')
    fill(
        "INSERT INTO feature_flags VALUES ('new-player', 'A new player', 1, 12.5, '2026-01-01 00:00:00')",
        "INSERT INTO feature_flags VALUES ('area.voice', '', 0, 100, '2026-01-02 00:00:00')",
        "INSERT INTO feature_flags VALUES ('advanced_analytics', 'Ours already', 0, 5, '2026-01-03 00:00:00')",
    )
    before = whole(data_dir, 'feature_flags')
    db.upgrade('0028')
    new = 'SELECT name, description, is_enabled, rollout_percentage, conditions FROM feature_flags ORDER BY name'
    assert rows(data_dir, new) == [
        ('advanced_analytics', 'Ours already', 0, 5.0, None),
        ('ai_generation_v2', 'The second generation of generated exercises', 0, 0.0, None),
        ('area.voice', None, 0, 100.0, None),
        ('new-player', 'A new player', 1, 12.5, None),
    ]
    ids = [uuid.UUID(str(key)) for (key,) in rows(data_dir, 'SELECT id FROM feature_flags')]
    assert {(key.version, key.variant) for key in ids} == {(7, uuid.RFC_4122)}
    db.downgrade('0027')
    assert whole(data_dir, 'feature_flags') == before


def test_a_new_installation_knows_its_roles_and_two_flags(data_dir: Path, owner: str) -> None:
    roles = rows(data_dir, 'SELECT code FROM roles ORDER BY id')
    assert [code for (code,) in roles] == ['owner', 'admin', 'engineer', 'editor', 'fixer', 'verifier', 'curator']
    flags = 'SELECT name, is_enabled, rollout_percentage FROM feature_flags ORDER BY name'
    assert rows(data_dir, flags) == [('advanced_analytics', 1, 100.0), ('ai_generation_v2', 0, 0.0)]


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
