"""Tables of the practice area about people: what they practise and how it goes, when it is due again, and classes."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from models.practice import DIFFICULTIES, EMPTY_LIST, ZERO, of_content, of_user, row_id
from models.types import Timestamp, created_now, updated_now


class ProgressRecord(SQLModel, table=True):
    """How well something went: measured of a take, or told by hand. `score` and `completion_rate` are 0 to 100,
    `time_spent` is in minutes."""

    __tablename__ = 'progress_records'
    __table_args__ = (
        sa.Index('idx_progress_records_skill', 'user_id', 'skill_area'),
        sa.Index('idx_progress_records_recorded', 'user_id', 'recorded_at'),
        sa.Index('idx_progress_records_difficulty', 'difficulty_level'),
        sa.Index('idx_progress_records_content', 'generated_content_id'),
        sa.CheckConstraint(f'difficulty_level IN {DIFFICULTIES}', name='difficulty_level'),
        sa.CheckConstraint('score BETWEEN 0 AND 100', name='score'),
        sa.CheckConstraint('completion_rate BETWEEN 0 AND 100', name='completion_rate'),
        sa.CheckConstraint('time_spent >= 0', name='time_spent'),
    )

    id: str = row_id()
    user_id: str = of_user()
    generated_content_id: str | None = Field(
        default=None, foreign_key='generated_content.id', ondelete='SET NULL', sa_type=sa.Text
    )
    skill_area: str = Field(sa_type=sa.Text)
    difficulty_level: str = Field(sa_type=sa.Text)
    score: float | None = Field(default=None, sa_type=sa.REAL)
    time_spent: int
    completion_rate: float | None = Field(default=None, sa_type=sa.REAL)
    notes: str | None = Field(default=None, sa_type=sa.Text)
    details: str | None = Field(default=None, sa_type=sa.Text, sa_column_kwargs={'name': 'metadata'})
    recorded_at: datetime = created_now()


class PracticeSession(SQLModel, table=True):
    """One sitting. `duration` is in minutes, and 0 as long as it runs; `goals` and `achievements` are JSON lists."""

    __tablename__ = 'practice_sessions'
    __table_args__ = (
        sa.Index('idx_practice_sessions_started', 'user_id', 'started_at'),
        sa.Index('idx_practice_sessions_running', 'user_id', unique=True, sqlite_where=sa.text('ended_at IS NULL')),
        sa.CheckConstraint('rating BETWEEN 1 AND 5', name='rating'),
        sa.CheckConstraint('duration >= 0', name='duration'),
    )

    id: str = row_id()
    user_id: str = of_user()
    title: str | None = Field(default=None, sa_type=sa.Text)
    duration: int = 0
    goals: str = Field(default='[]', sa_type=sa.Text, sa_column_kwargs={'server_default': EMPTY_LIST})
    achievements: str = Field(default='[]', sa_type=sa.Text, sa_column_kwargs={'server_default': EMPTY_LIST})
    notes: str | None = Field(default=None, sa_type=sa.Text)
    rating: int | None = None
    details: str | None = Field(default=None, sa_type=sa.Text, sa_column_kwargs={'name': 'metadata'})
    started_at: datetime = Field(sa_type=Timestamp)
    ended_at: datetime | None = Field(default=None, sa_type=Timestamp)
    created_at: datetime = created_now()
    updated_at: datetime = updated_now()


class PracticeRecord(SQLModel, table=True):
    """A piece that was practised in a sitting. `time_spent` is in minutes, `performance` 0 to 100."""

    __tablename__ = 'practice_records'
    __table_args__ = (
        sa.Index('idx_practice_records_session', 'practice_session_id'),
        sa.Index('idx_practice_records_content', 'generated_content_id'),
        sa.CheckConstraint(f'difficulty IN {DIFFICULTIES}', name='difficulty'),
        sa.CheckConstraint('performance BETWEEN 0 AND 100', name='performance'),
        sa.CheckConstraint('repetitions >= 1', name='repetitions'),
        sa.CheckConstraint('time_spent >= 0', name='time_spent'),
    )

    id: str = row_id()
    practice_session_id: str = Field(foreign_key='practice_sessions.id', ondelete='CASCADE', sa_type=sa.Text)
    generated_content_id: str = of_content()
    time_spent: int
    repetitions: int = Field(default=1, sa_column_kwargs={'server_default': sa.text('1')})
    difficulty: str = Field(sa_type=sa.Text)
    performance: float | None = Field(default=None, sa_type=sa.REAL)
    notes: str | None = Field(default=None, sa_type=sa.Text)
    created_at: datetime = created_now()


class PracticeReview(SQLModel, table=True):
    """When somebody should play a piece again, by how it went. `interval_days` grows with what goes well."""

    __tablename__ = 'practice_reviews'
    __table_args__ = (sa.Index('idx_practice_reviews_due', 'user_id', 'due_at'),)

    user_id: str = Field(foreign_key='users.id', ondelete='CASCADE', primary_key=True, sa_type=sa.Text)
    content_id: str = of_content(primary_key=True)
    due_at: datetime = Field(sa_type=Timestamp)
    interval_days: float = Field(default=0.0, sa_type=sa.REAL, sa_column_kwargs={'server_default': ZERO})
    ease: float = Field(default=2.5, sa_type=sa.REAL, sa_column_kwargs={'server_default': sa.text('2.5')})
    lapses: int = Field(default=0, sa_column_kwargs={'server_default': ZERO})
    last_score: float | None = Field(default=None, sa_type=sa.REAL)
    updated_at: datetime = updated_now()


class PracticeClass(SQLModel, table=True):
    """Students of one teacher. They join by its code; `code` is empty once nobody new shall."""

    __tablename__ = 'practice_classes'
    __table_args__ = (sa.Index('idx_practice_classes_user', 'user_id', 'created_at'),)

    id: str = row_id()
    user_id: str = of_user()
    name: str = Field(sa_type=sa.Text)
    code: str | None = Field(default=None, unique=True, sa_type=sa.Text)
    created_at: datetime = created_now()
    updated_at: datetime = updated_now()


class ClassMember(SQLModel, table=True):
    """A student of a class, who has agreed that the teacher sees how they get on."""

    __tablename__ = 'class_members'
    __table_args__ = (sa.Index('idx_class_members_user', 'user_id'),)

    class_id: str = Field(foreign_key='practice_classes.id', ondelete='CASCADE', primary_key=True, sa_type=sa.Text)
    user_id: str = Field(foreign_key='users.id', ondelete='CASCADE', primary_key=True, sa_type=sa.Text)
    joined_at: datetime = created_now()


class ClassCollection(SQLModel, table=True):
    """A collection of the teacher's that the students of a class see."""

    __tablename__ = 'class_collections'

    class_id: str = Field(foreign_key='practice_classes.id', ondelete='CASCADE', primary_key=True, sa_type=sa.Text)
    collection_name: str = Field(primary_key=True, sa_type=sa.Text)
    created_at: datetime = created_now()


class PracticeCalendar(SQLModel, table=True):
    """The secret address at which somebody's calendar program reads when they practise; only its hash is kept."""

    __tablename__ = 'practice_calendars'

    user_id: str = Field(foreign_key='users.id', ondelete='CASCADE', primary_key=True, sa_type=sa.Text)
    token_hash: str = Field(unique=True, sa_type=sa.Text)
    created_at: datetime = created_now()
