"""Tables of the voice area: clips, voices that somebody's speech was learnt from, and how words are said."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from models.job import JobColumns, KeptFiles, listed_by
from models.types import ResultKey, StorageKey, Timestamp, created_now, new_id, updated_now

SERVICES = ('styletts2', 'seedvc', 'make-an-audio')
"""What the documents call the three tools: speech, another voice, sound effects."""
VOICE_STATES = ('training', 'ready', 'failed')


class GeneratedAudioClip(KeptFiles, JobColumns, table=True):
    """One sound that was asked for; it is a job.

    `service` is the tool, whatever engine answers; `settings` is how it was asked for, as JSON (see
    `app.voice.options`), with the engine. `text` is what is said, or the prompt of an effect; `voice` who is heard.
    `original_voice_s3_key` is the recording that is changed, `s3_key` the clip, once there is one. `failed` follows
    `status`, in the transaction that ends the job or lets it wait again. `title` is what people read in lists, and what
    the file is called. `outcome` is what came out, as JSON.
    """

    __tablename__ = 'generated_audio_clips'
    __table_args__ = (
        sa.Index('idx_generated_audio_clips_service', 'user_id', 'service', 'created_at'),
        sa.Index('idx_generated_audio_clips_failed', 'service', 'failed'),
        sa.Index('idx_generated_audio_clips_status', 'status'),
        *listed_by('generated_audio_clips'),
        sa.CheckConstraint(f'service IN {SERVICES}', name='service'),
    )

    user_id: str | None = Field(
        default=None, nullable=False, foreign_key='users.id', ondelete='CASCADE', sa_type=sa.Text
    )
    created_at: datetime = created_now()
    service: str = Field(sa_type=sa.Text)
    text: str | None = Field(default=None, sa_type=sa.Text)
    voice: str | None = Field(default=None, sa_type=sa.Text)
    original_voice_s3_key: str | None = Field(default=None, sa_type=StorageKey)
    s3_key: str | None = Field(default=None, sa_type=ResultKey)
    failed: bool = Field(default=False, sa_column_kwargs={'server_default': sa.text('0')})

    title: str = Field(sa_type=sa.Text)
    settings: str = Field(default='{}', sa_type=sa.Text, sa_column_kwargs={'server_default': sa.text("'{}'")})
    outcome: str | None = Field(default=None, sa_type=sa.Text)


class CustomVoice(SQLModel, table=True):
    """A voice that is learnt from samples; learning it is a job (`VoiceTraining`), and `status` follows that.

    `s3_key` is the first sample, `samples` the keys of all, as JSON; `model_key` is what the engine has learnt, empty
    until then. Who agreed to it is written down: their name, when, and the SHA-256 of the samples they agreed to.
    `facts` is what is to be known of it, as JSON: language, sex, how similar it became, and to which voice it is near.
    """

    __tablename__ = 'custom_voices'
    __table_args__ = (
        sa.Index('idx_custom_voices_user', 'user_id', 'created_at'),
        sa.CheckConstraint(f'status IN {VOICE_STATES}', name='status'),
    )

    id: str = Field(default_factory=new_id, primary_key=True, sa_type=sa.Text)
    user_id: str = Field(foreign_key='users.id', ondelete='CASCADE', sa_type=sa.Text)
    name: str = Field(sa_type=sa.Text)
    s3_key: str = Field(sa_type=StorageKey)
    model_key: str = Field(default='', sa_type=ResultKey, sa_column_kwargs={'server_default': sa.text("''")})
    status: str = Field(default='training', sa_type=sa.Text, sa_column_kwargs={'server_default': sa.text("'training'")})

    samples: str = Field(default='[]', sa_type=sa.Text, sa_column_kwargs={'server_default': sa.text("'[]'")})
    consent_name: str = Field(sa_type=sa.Text)
    consent_hash: str = Field(sa_type=sa.Text)
    consented_at: datetime = Field(sa_type=Timestamp)
    engine: str = Field(default='', sa_type=sa.Text, sa_column_kwargs={'server_default': sa.text("''")})
    facts: str = Field(default='{}', sa_type=sa.Text, sa_column_kwargs={'server_default': sa.text("'{}'")})
    created_at: datetime = created_now()
    updated_at: datetime = updated_now()


class VoiceTraining(JobColumns, table=True):
    """The job that learns a voice; it goes with it."""

    __tablename__ = 'voice_trainings'
    __table_args__ = (
        sa.Index('idx_voice_trainings_voice', 'voice_id'),
        sa.Index('idx_voice_trainings_status', 'status'),
        *listed_by('voice_trainings'),
    )

    user_id: str | None = Field(
        default=None, nullable=False, foreign_key='users.id', ondelete='CASCADE', sa_type=sa.Text
    )
    created_at: datetime = created_now()
    voice_id: str = Field(foreign_key='custom_voices.id', ondelete='CASCADE', sa_type=sa.Text)


class Pronunciation(SQLModel, table=True):
    """How somebody wants a word to be said: another spelling, or IPA between slashes. `folded` is the word in small
    letters, because a word has one entry, however it is written."""

    __tablename__ = 'pronunciations'
    __table_args__ = (sa.UniqueConstraint('user_id', 'folded'),)

    id: str = Field(default_factory=new_id, primary_key=True, sa_type=sa.Text)
    user_id: str = Field(foreign_key='users.id', ondelete='CASCADE', sa_type=sa.Text)
    word: str = Field(sa_type=sa.Text)
    folded: str = Field(sa_type=sa.Text)
    said: str = Field(sa_type=sa.Text)
    created_at: datetime = created_now()
    updated_at: datetime = updated_now()
