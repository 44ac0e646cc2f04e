"""Fixes that people suggest and decide on, what they say and follow, karma for ever, and songs that are taken down."""

import sqlalchemy as sa
from alembic import op

from models.migrations.parts import check, index, keys, moment, number, points_to, row_id, text, texts

revision = '0043'
down_revision = '0042'
branch_labels = None
depends_on = None

REASONS = (
    "('fix_accepted', 'fix_rejected', 'fix_reversed', 'verification_complete', 'verification_reversed', 'adjusted')"
)
LATER_FIRST = (
    *('takedown_claims', 'map_follows', 'map_comments', 'karma_ledger', 'map_verification_decisions'),
    'map_edit_proposals',
)


def upgrade() -> None:
    _proposals()
    _karma()
    _said()
    _claims()


def downgrade() -> None:
    for table in LATER_FIRST:
        op.drop_table(table)


def _proposals() -> None:
    op.create_table(
        'map_edit_proposals',
        row_id(),
        text('map_version_id', needed=True),
        text('proposer_id'),
        *texts('summary', 'diff_payload', needed=True),
        text('status', needed=True, default='pending'),
        *(moment(name, now=True) for name in ('submitted_at', 'updated_at')),
        number('revision', needed=True, default='1'),
        text('applied_version_id'),
        points_to('map_version_id', 'map_versions'),
        points_to('applied_version_id', 'map_versions', 'SET NULL'),
        points_to('proposer_id', 'users', 'SET NULL'),
        check('status', "status IN ('pending', 'approved', 'rejected', 'withdrawn')"),
    )
    index('map_edit_proposals', 'status', 'status', 'submitted_at')
    index('map_edit_proposals', 'version', 'map_version_id', 'status')
    index('map_edit_proposals', 'proposer', 'proposer_id', 'submitted_at')
    op.create_table(
        'map_verification_decisions',
        row_id(),
        text('proposal_id', needed=True),
        text('verifier_id'),
        text('decision', needed=True),
        text('notes', needed=True, default=''),
        moment('decided_at', now=True),
        moment('reversed_at'),
        points_to('proposal_id', 'map_edit_proposals'),
        points_to('verifier_id', 'users', 'SET NULL'),
        sa.UniqueConstraint('proposal_id', name='uq_map_verification_decisions_proposal_id'),
        check('decision', "decision IN ('approve', 'reject', 'needs_changes')"),
    )
    index('map_verification_decisions', 'verifier', 'verifier_id', 'decided_at')


def _karma() -> None:
    op.create_table(
        'karma_ledger',
        row_id(),
        text('user_id'),
        number('delta', needed=True),
        text('reason_code', needed=True),
        *texts('related_entity_type', 'related_entity_id'),
        moment('recorded_at', now=True),
        number('asked', needed=True, default='0'),
        text('counterpart_id'),
        points_to('user_id', 'users', 'SET NULL'),
        points_to('counterpart_id', 'users', 'SET NULL'),
        check('reason_code', f'reason_code IN {REASONS}'),
        check('related_entity_type', "related_entity_type IN ('map', 'proposal', 'decision', 'subscription')"),
    )
    index('karma_ledger', 'user', 'user_id', 'recorded_at', 'delta')
    index('karma_ledger', 'recorded', 'recorded_at', 'user_id', 'delta')
    index('karma_ledger', 'pair', 'user_id', 'counterpart_id', 'recorded_at')
    index('karma_ledger', 'about', 'related_entity_type', 'related_entity_id')


def _said() -> None:
    op.create_table(
        'map_comments',
        row_id(),
        text('map_id', needed=True),
        *texts('proposal_id', 'user_id'),
        number('at_ms'),
        text('text', needed=True),
        moment('created_at', now=True),
        moment('edited_at'),
        moment('hidden_at'),
        points_to('map_id', 'maps'),
        points_to('proposal_id', 'map_edit_proposals'),
        points_to('user_id', 'users', 'SET NULL'),
        check('at_ms', 'at_ms >= 0'),
    )
    index('map_comments', 'map', 'map_id', 'created_at')
    index('map_comments', 'proposal', 'proposal_id', 'created_at')
    index('map_comments', 'user', 'user_id', 'created_at')
    both = (points_to('map_id', 'maps'), points_to('user_id', 'users'))
    op.create_table('map_follows', *keys('map_id', 'user_id'), moment('created_at', now=True), *both)
    index('map_follows', 'user', 'user_id', 'created_at')


def _claims() -> None:
    op.create_table(
        'takedown_claims',
        row_id(),
        *texts('song_id', 'claimant', 'email', 'statement', needed=True),
        text('state', needed=True, default='open'),
        *(moment(name, now=True) for name in ('created_at', 'updated_at')),
        moment('decided_at'),
        *texts('decided_by', 'notes', 'counter_notice'),
        moment('countered_at'),
        points_to('song_id', 'songs'),
        points_to('decided_by', 'users', 'SET NULL'),
        check('state', "state IN ('open', 'upheld', 'declined', 'countered')"),
    )
    index('takedown_claims', 'state', 'state', 'created_at')
    index('takedown_claims', 'song', 'song_id')
