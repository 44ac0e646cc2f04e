"""What people do with drum maps: they suggest and decide, talk, follow, earn karma, and have songs taken down."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from models.drums import ZERO, by_somebody, row_id
from models.types import Timestamp, created_now, updated_now

PROPOSAL_STATES = ('pending', 'approved', 'rejected', 'withdrawn')
DECISIONS = ('approve', 'reject', 'needs_changes')
REASONS = (
    'fix_accepted',
    'fix_rejected',
    'fix_reversed',
    'verification_complete',
    'verification_reversed',
    'adjusted',
)
ABOUT = ('map', 'proposal', 'decision', 'subscription')
CLAIM_STATES = ('open', 'upheld', 'declined', 'countered')


class MapEditProposal(SQLModel, table=True):
    """A fix that somebody suggests to a version of a map.

    `diff_payload` is what they would change, as JSON (see `app.drums.differences`). `revision` counts how often it was
    written anew: whoever decides says which one they have seen. `applied_version_id` is what came of an approved one.
    """

    __tablename__ = 'map_edit_proposals'
    __table_args__ = (
        sa.Index('idx_map_edit_proposals_status', 'status', 'submitted_at'),
        sa.Index('idx_map_edit_proposals_version', 'map_version_id', 'status'),
        sa.Index('idx_map_edit_proposals_proposer', 'proposer_id', 'submitted_at'),
        sa.CheckConstraint(f'status IN {PROPOSAL_STATES}', name='status'),
    )

    id: str = row_id()
    map_version_id: str = Field(foreign_key='map_versions.id', ondelete='CASCADE', sa_type=sa.Text)
    proposer_id: str | None = by_somebody()
    summary: str = Field(sa_type=sa.Text)
    diff_payload: str = Field(sa_type=sa.Text)
    status: str = Field(default='pending', sa_type=sa.Text, sa_column_kwargs={'server_default': sa.text("'pending'")})
    submitted_at: datetime = created_now()
    updated_at: datetime = updated_now()

    revision: int = Field(default=1, sa_column_kwargs={'server_default': sa.text('1')})
    applied_version_id: str | None = Field(
        default=None, foreign_key='map_versions.id', ondelete='SET NULL', sa_type=sa.Text
    )


class MapVerificationDecision(SQLModel, table=True):
    """What was decided last about a proposal; what was decided before stands in the audit log."""

    __tablename__ = 'map_verification_decisions'
    __table_args__ = (
        sa.Index('idx_map_verification_decisions_verifier', 'verifier_id', 'decided_at'),
        sa.CheckConstraint(f'decision IN {DECISIONS}', name='decision'),
    )

    id: str = row_id()
    proposal_id: str = Field(foreign_key='map_edit_proposals.id', ondelete='CASCADE', unique=True, sa_type=sa.Text)
    verifier_id: str | None = by_somebody()
    decision: str = Field(sa_type=sa.Text)
    notes: str = Field(default='', sa_type=sa.Text, sa_column_kwargs={'server_default': sa.text("''")})
    decided_at: datetime = created_now()

    reversed_at: datetime | None = Field(default=None, sa_type=Timestamp)


class KarmaEntry(SQLModel, table=True):
    """Karma that somebody got or lost; `users.karma_score` is the sum. Lines stay for ever, without a name at last.

    `counterpart_id` is whose doing it was: two people raise each other so far and no further. `asked` is what it would
    have been without that.
    """

    __tablename__ = 'karma_ledger'
    __table_args__ = (
        sa.Index('idx_karma_ledger_user', 'user_id', 'recorded_at', 'delta'),
        sa.Index('idx_karma_ledger_recorded', 'recorded_at', 'user_id', 'delta'),
        sa.Index('idx_karma_ledger_pair', 'user_id', 'counterpart_id', 'recorded_at'),
        sa.Index('idx_karma_ledger_about', 'related_entity_type', 'related_entity_id'),
        sa.CheckConstraint(f'reason_code IN {REASONS}', name='reason_code'),
        sa.CheckConstraint(f'related_entity_type IN {ABOUT}', name='related_entity_type'),
    )

    id: str = row_id()
    user_id: str | None = by_somebody()
    delta: int
    reason_code: str = Field(sa_type=sa.Text)
    related_entity_type: str | None = Field(default=None, sa_type=sa.Text)
    related_entity_id: str | None = Field(default=None, sa_type=sa.Text)
    recorded_at: datetime = created_now()

    asked: int = Field(default=0, sa_column_kwargs={'server_default': ZERO})
    counterpart_id: str | None = by_somebody()


class MapComment(SQLModel, table=True):
    """What somebody says about a map, perhaps at a time of it, or about a proposal. `hidden_at`: an admin hid it."""

    __tablename__ = 'map_comments'
    __table_args__ = (
        sa.Index('idx_map_comments_map', 'map_id', 'created_at'),
        sa.Index('idx_map_comments_proposal', 'proposal_id', 'created_at'),
        sa.Index('idx_map_comments_user', 'user_id', 'created_at'),
        sa.CheckConstraint('at_ms >= 0', name='at_ms'),
    )

    id: str = row_id()
    map_id: str = Field(foreign_key='maps.id', ondelete='CASCADE', sa_type=sa.Text)
    proposal_id: str | None = Field(
        default=None, foreign_key='map_edit_proposals.id', ondelete='CASCADE', sa_type=sa.Text
    )
    user_id: str | None = by_somebody()
    at_ms: int | None = Field(default=None, sa_type=sa.Integer)
    text: str = Field(sa_type=sa.Text)
    created_at: datetime = created_now()
    edited_at: datetime | None = Field(default=None, sa_type=Timestamp)
    hidden_at: datetime | None = Field(default=None, sa_type=Timestamp)


class MapFollow(SQLModel, table=True):
    """Somebody wants to be told what becomes of a map."""

    __tablename__ = 'map_follows'
    __table_args__ = (sa.Index('idx_map_follows_user', 'user_id', 'created_at'),)

    map_id: str = Field(foreign_key='maps.id', ondelete='CASCADE', primary_key=True, sa_type=sa.Text)
    user_id: str = Field(foreign_key='users.id', ondelete='CASCADE', primary_key=True, sa_type=sa.Text)
    created_at: datetime = created_now()


class TakedownClaim(SQLModel, table=True):
    """Somebody says that a song is theirs and must go. They need no account; an admin decides.

    `counter_notice` is what who brought the song answers.
    """

    __tablename__ = 'takedown_claims'
    __table_args__ = (
        sa.Index('idx_takedown_claims_state', 'state', 'created_at'),
        sa.Index('idx_takedown_claims_song', 'song_id'),
        sa.CheckConstraint(f'state IN {CLAIM_STATES}', name='state'),
    )

    id: str = row_id()
    song_id: str = Field(foreign_key='songs.id', ondelete='CASCADE', sa_type=sa.Text)
    claimant: str = Field(sa_type=sa.Text)
    email: str = Field(sa_type=sa.Text)
    statement: str = Field(sa_type=sa.Text)
    state: str = Field(default='open', sa_type=sa.Text, sa_column_kwargs={'server_default': sa.text("'open'")})
    created_at: datetime = created_now()
    updated_at: datetime = updated_now()
    decided_at: datetime | None = Field(default=None, sa_type=Timestamp)
    decided_by: str | None = by_somebody()
    notes: str | None = Field(default=None, sa_type=sa.Text)
    counter_notice: str | None = Field(default=None, sa_type=sa.Text)
    countered_at: datetime | None = Field(default=None, sa_type=Timestamp)
