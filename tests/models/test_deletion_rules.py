"""What becomes of each table's rows when somebody's account is deleted: a rule for each, and the rule is kept.

The documents say it: jobs of levelling stay without an owner; keys, sessions, identities, posts and all else that is
somebody's goes with them; what they did stays in the log, and what they paid in the books, without their name.
"""

from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session, SQLModel

from app import db
from models import User
from models.types import Timestamp, utc_now

GO, STAY = 'CASCADE', 'SET NULL'
RULES = {
    'accounts.user_id': GO,
    'adviser_calls.user_id': STAY,
    'ai_insights.artist_id': GO,
    'ai_jobs.requested_by': STAY,
    'ai_jobs.user_id': STAY,
    'api_keys.user_id': GO,
    'artist_goals.artist_id': GO,
    'artist_memory.artist_id': GO,
    'artist_pictures.user_id': STAY,
    'artist_posts.user_id': GO,
    'artist_tasks.user_id': STAY,
    'audit_logs.user_id': STAY,
    'billing_transactions.user_id': STAY,
    'blog_posts.author_id': STAY,
    'booking_items.created_by': STAY,
    'bookings.user_id': STAY,
    'chat_messages.artist_id': GO,
    'class_members.user_id': GO,
    'contact_submissions.artist_id': GO,
    'content_likes.user_id': GO,
    'content_reports.user_id': GO,
    'content_views.user_id': GO,
    'credit_ledger.user_id': GO,
    'custom_voices.user_id': GO,
    'daily_metrics.artist_id': GO,
    'deliverable_comments.user_id': STAY,
    'deliverable_versions.user_id': STAY,
    'deliverables.approved_by': STAY,
    'deliverables.uploaded_by': STAY,
    'deliverables.user_id': GO,
    'delivery_batches.user_id': GO,
    'delivery_links.created_by': STAY,
    'entitlement_overrides.user_id': GO,
    'generated_audio_clips.user_id': GO,
    'generated_content.user_id': GO,
    'idempotency_keys.user_id': GO,
    'karma_ledger.counterpart_id': STAY,
    'karma_ledger.user_id': STAY,
    'library_notes.admin_id': STAY,
    'library_notes.user_id': GO,
    'link_clicks.user_id': GO,
    'lufs_presets.user_id': GO,
    'map_comments.user_id': STAY,
    'map_edit_proposals.proposer_id': STAY,
    'map_follows.user_id': GO,
    'map_verification_decisions.verifier_id': STAY,
    'map_versions.created_by': STAY,
    'maps.created_by': STAY,
    'maps.verified_by': STAY,
    'metric_changes.artist_id': GO,
    'metric_imports.user_id': STAY,
    'metric_mappings.user_id': GO,
    'notification_mails.user_id': GO,
    'notifications.user_id': GO,
    'oauth_flows.link_user_id': GO,
    'oauth_tokens.user_id': GO,
    'outside_calendars.created_by': STAY,
    'passkeys.user_id': GO,
    'platform_requests.user_id': GO,
    'play_alongs.user_id': GO,
    'posts.created_by_id': GO,
    'practice_calendars.user_id': GO,
    'practice_classes.user_id': GO,
    'practice_reviews.user_id': GO,
    'practice_sessions.user_id': GO,
    'practice_takes.user_id': GO,
    'processing_jobs.user_id': STAY,
    'profile_audio_showcase.user_id': STAY,
    'profile_projects.user_id': GO,
    'profiles.user_id': GO,
    'progress_records.user_id': GO,
    'pronunciations.user_id': GO,
    'quota_uses.user_id': GO,
    'recovery_codes.user_id': GO,
    'saved_content.user_id': GO,
    'sessions.user_id': GO,
    'share_links.user_id': GO,
    'side_jobs.user_id': STAY,
    'songs.created_by': STAY,
    'stored_objects.user_id': STAY,
    'streak_pauses.user_id': GO,
    'studies.user_id': STAY,
    'studio_engineers.user_id': STAY,
    'studio_feeds.user_id': GO,
    'studios.owner_id': STAY,
    'subscriptions.user_id': GO,
    'takedown_claims.decided_by': STAY,
    'uploads.user_id': GO,
    'usage_records.user_id': GO,
    'user_profiles.user_id': GO,
    'user_roles.user_id': GO,
    'user_sizes.user_id': GO,
    'user_upload_stats.user_id': GO,
    'verification_tokens.user_id': GO,
    'voice_trainings.user_id': GO,
    'webhooks.user_id': GO,
    'xp_entries.user_id': GO,
}
"""By the column that names the user. A new table needs its line here."""


ALWAYS_THERE = ('users', 'plans', 'roles')


def naming_users() -> dict[str, sa.Column[Any]]:
    """Every column that names a user."""
    return {
        f'{table.name}.{key.parent.name}': key.parent
        for table in SQLModel.metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table.name == 'users'
    }


def test_every_table_about_a_user_has_a_rule() -> None:
    assert set(naming_users()) == set(RULES)


@pytest.mark.parametrize('name', sorted(RULES))
def test_the_rule_is_kept(name: str, owner: str) -> None:
    column = naming_users()[name]
    with db.transaction() as session:
        ann, bea = (User(email=f'{who}@example.org') for who in ('ann', 'bea'))
        session.add_all([ann, bea])
        session.flush()
        session.execute(sa.delete(column.table).where(column.in_([ann.id, bea.id]) | column.is_(None)))
        for who in (ann, bea):
            insert(session, column.table, {column.name: who.id}, who.id)
    with db.transaction() as session:
        session.execute(sa.delete(SQLModel.metadata.tables['users']).where(sa.column('id') == ann.id))
    with db.reading() as session:
        rows = session.execute(sa.select(column).where(column.in_([ann.id, bea.id]) | column.is_(None))).scalars().all()
    assert sorted(rows, key=str) == sorted([bea.id] if RULES[name] == GO else [None, bea.id], key=str)


def insert(session: Session, table: sa.Table, known: dict[str, Any], mark: str) -> dict[str, Any]:
    """A row of which only what must be there is filled in, with rows of other tables that it hangs on."""
    values = dict(known)
    for column in table.c:
        if column.name in values or column.nullable or column.server_default is not None:
            continue
        if column.primary_key and isinstance(column.type, sa.Integer) and not column.foreign_keys:
            continue
        values[column.name] = _value(session, column, mark)
    session.execute(sa.insert(table).values(values))
    return values


def _value(session: Session, column: Any, mark: str) -> Any:
    for key in column.foreign_keys:
        if key.column.table.name not in ALWAYS_THERE:
            made = session.info.setdefault((key.column.table.name, mark), {})  # two columns may hang on one row
            if not made:
                made.update(insert(session, key.column.table, {}, mark))
            return made[key.column.name]
        return session.execute(sa.select(key.column).limit(1)).scalar_one()
    allowed = [
        check.sqltext.text.partition("('")[2].partition("'")[0]
        for check in column.table.constraints
        if isinstance(check, sa.CheckConstraint) and str(check.sqltext).startswith(f'{column.name} IN')
    ]  # fmt: skip
    if allowed:
        return allowed[0]
    if isinstance(column.type, Timestamp):
        return utc_now()
    if isinstance(column.type, sa.Date):
        return utc_now().date()
    return 1 if isinstance(column.type, sa.Integer | sa.REAL | sa.Float | sa.Boolean) else f'{column.name} {mark}'
