"""The tables of plans, payments and credits: every column of the seeds is there, and everybody begins with the same."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from app import accounts, db
from tests.databases import Cursor, opened

SEEDS = {
    'subscriptions': 'id user_id stripe_customer_id stripe_subscription_id stripe_price_id status tier'
    ' current_period_start current_period_end cancel_at_period_end canceled_at trial_start trial_end metadata'
    ' created_at updated_at deleted_at plan_code ai_quota_remaining last_synced_at',
    'usage_records': 'id subscription_id feature quantity metadata recorded_at user_id credits',
    'billing_transactions': 'id subscription_id user_id provider provider_ref amount_cents currency type status'
    ' processed_at',
    'webhook_failures': 'id webhook_type stripe_event_id stripe_session_id booking_id error_message error_details'
    ' resolved resolved_at created_at',
    'credit_ledger': 'id user_id delta reason_code related_entity_type related_entity_id balance_after recorded_at',
    'plans': 'code product tier name price_cents currency interval limits stripe_price_id is_public',
}
"""The columns that the seeds' documents and the design name, by table."""
DEFAULTS = {
    ('subscriptions', 'status'): 'INACTIVE',
    ('subscriptions', 'tier'): 'FREE',
    ('subscriptions', 'cancel_at_period_end'): '0',
    ('usage_records', 'quantity'): '1',
    ('webhook_failures', 'resolved'): '0',
    ('users', 'credits'): '10000',
}
CODES = (
    'levelmix_free levelmix_premium levelmix_premium_plus voice_free voice_pro voice_enterprise practice_free'
    ' practice_pro practice_educator free pro_monthly pro_yearly credits_10000 credits_50000'
)


@pytest.fixture
def ours(data_dir: Path, owner: str) -> Iterator[Cursor]:
    with opened(data_dir) as cursor:
        yield cursor


@pytest.mark.parametrize('table', SEEDS)
def test_every_column_of_the_seeds_is_there(table: str, ours: Cursor) -> None:
    there = {row[1] for row in ours.execute(f'PRAGMA table_info({table})')}
    assert set(SEEDS[table].split()) - there == set()


@pytest.mark.parametrize(('table', 'column'), DEFAULTS)
def test_defaults_are_the_seeds(table: str, column: str, ours: Cursor) -> None:
    usual = {row[1]: row[4] for row in ours.execute(f'PRAGMA table_info({table})')}
    assert str(usual[column]).strip("'()") == DEFAULTS[table, column]


def test_all_plans_are_offered_in_their_order(ours: Cursor) -> None:
    assert [row[0] for row in ours.execute('SELECT code FROM plans ORDER BY position')] == CODES.split()


@pytest.mark.parametrize(
    'statement',
    [
        "UPDATE subscriptions SET status = 'active'",
        "INSERT INTO billing_transactions (id, provider, amount_cents, currency, type) VALUES ('t', 'cash', 1, 'eur',"
        " 'donation')",
        "INSERT INTO coupons (code, percent_off, amount_off_cents) VALUES ('BOTH', 10, 100)",
        "UPDATE plans SET price_cents = -1",
    ],
)  # fmt: skip
def test_what_no_seed_knows_is_refused_by_the_database(owner: str, statement: str) -> None:
    with pytest.raises(sa.exc.IntegrityError), db.engine().begin() as connection:
        connection.execute(sa.text(statement))


def test_whoever_was_there_before_gets_what_a_new_user_gets(data_dir: Path) -> None:
    db.upgrade('0028')
    with opened(data_dir) as cursor:
        cursor.execute("INSERT INTO users (id, email) VALUES ('old', 'old@example.org')")
    db.dispose()
    db.upgrade()
    fresh = accounts.ensure_local_owner()
    with opened(data_dir) as cursor:
        for user_id in ('old', fresh):
            mine = (user_id,)
            plans = cursor.execute('SELECT plan_code, status FROM subscriptions WHERE user_id = ?', mine).fetchall()
            assert sorted(map(tuple, plans)) == [
                (code, 'INACTIVE') for code in ('free', 'levelmix_free', 'practice_free', 'voice_free')
            ]
            ledger = 'SELECT delta, reason_code, balance_after FROM credit_ledger WHERE user_id = ?'
            assert [tuple(row) for row in cursor.execute(ledger, mine).fetchall()] == [(10000, 'sign_up', 10000)]
            assert cursor.execute('SELECT credits FROM users WHERE id = ?', mine).fetchone()[0] == 10000
