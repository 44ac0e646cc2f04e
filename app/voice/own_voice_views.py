"""Voices of one's own as screens and programs see them: what became of each, and how far those are that are learnt."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app import areas
from app.jobs.progress import Snapshot
from app.voice import voice_names
from models import CustomVoice, Status, VoiceTraining
from models.job import ACTIVE

CANCELLED = 'Learning it was cancelled. Its samples are kept: try again, or delete it with them.'
FAILED = 'This voice could not be learnt.'


@dataclass(frozen=True, slots=True)
class OwnVoice:
    """One voice, detached from the database.

    Attributes
    ----------
    job_id : of the job that learns it; empty where that was deleted.
    moving : how far that is and how long it will take; None unless it waits or runs.
    cancelled : whether somebody stopped it, so that nothing went wrong.
    similarity, nearest : how near it came to the samples, 0 to 1, and what the nearest voice of the list is, and how
        near that one comes; None until it is learnt.
    nearest_name : what people call that voice.
    """

    id: str
    name: str
    status: str
    job_id: str
    moving: Snapshot | None
    error: str | None
    cancelled: bool
    language: str
    seconds: float | None
    similarity: float | None
    nearest: tuple[str, float] | None
    nearest_name: str
    warnings: tuple[str, ...]
    consent_name: str
    consented_at: datetime
    created_at: datetime

    @property
    def there(self) -> bool:
        """Whether it can be heard."""
        return self.status == 'ready'


def view(session: Session, row: CustomVoice) -> OwnVoice:
    """One voice as it is now, with the job that learnt it last."""
    last = sa.select(VoiceTraining).where(col(VoiceTraining.voice_id) == row.id)
    training = session.scalars(last.order_by(col(VoiceTraining.created_at).desc()).limit(1)).first()
    facts: Mapping[str, Any] = json.loads(row.facts)
    near = facts.get('nearest', '')
    learning = training if training is not None and training.status in ACTIVE else None  # whoever has asked for it
    status = 'training' if learning is not None else row.status
    failed = status == 'failed'
    return OwnVoice(
        id=row.id,
        name=row.name,
        status=status,
        job_id=training.id if training is not None else '',
        moving=_moving(learning) if learning is not None else None,
        error=_why(training) if failed else None,
        cancelled=failed and training is not None and training.status == Status.CANCELLED,
        language=facts.get('language', 'en-us'),
        seconds=facts.get('seconds'),
        similarity=facts.get('similarity'),
        nearest=(near, facts['nearest_similarity']) if near else None,
        nearest_name=voice_names.called(session, [near]).get(near, near) if near else '',
        warnings=tuple(facts.get('warnings', ())),
        consent_name=row.consent_name,
        consented_at=row.consented_at,
        created_at=row.created_at,
    )


def _moving(training: VoiceTraining) -> Snapshot:
    return Snapshot(
        training.id,
        training.user_id,
        Status(training.status),
        training.progress_percentage,
        training.stage,
        training.seconds_left,
        training.cancel_requested,
        stage_label=areas.stage_label(training.kind, training.stage),
    )


def _why(training: VoiceTraining | None) -> str:
    if training is not None and training.status == Status.CANCELLED:
        return CANCELLED
    return (training.error_message if training is not None else None) or FAILED
