"""Who sees a piece: its owner, everybody where it is public, and the students of a class that it is shared with."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app.errors import NotFound
from models import ClassCollection, ClassMember, GeneratedContent, PracticeClass, SavedContent

GONE = 'This piece does not exist, or it was deleted.'


def owned(session: Session, user_id: str, content_id: str) -> GeneratedContent:
    """A piece of this user's own; raises NotFound."""
    row = session.get(GeneratedContent, content_id)
    if row is None or row.user_id != user_id or row.deleted_at is not None:
        raise NotFound(GONE)
    return row


def seen(session: Session, user_id: str, content_id: str) -> GeneratedContent:
    """A piece that this user may see; raises NotFound."""
    which = (col(GeneratedContent.id) == content_id) & seen_by(user_id)
    row = session.scalar(sa.select(GeneratedContent).where(which))
    if row is None:
        raise NotFound(GONE)
    return row


def seen_by(user_id: str) -> sa.ColumnElement[bool]:
    """SQL for the pieces that this user may see."""
    mine = col(GeneratedContent.user_id) == user_id
    return sa.and_(col(GeneratedContent.deleted_at).is_(None), mine | is_public() | _shared_with(user_id))


def is_public() -> sa.ColumnElement[bool]:
    """SQL for the pieces that everybody may see, as long as they are not deleted."""
    return sa.and_(col(GeneratedContent.is_public), col(GeneratedContent.taken_down_at).is_(None))


def _shared_with(user_id: str) -> Any:
    """What the teacher of one of their classes shares, as far as the teacher wrote it; a public one is seen anyway."""
    teaching = (col(PracticeClass.user_id) == col(SavedContent.user_id)) & (
        col(PracticeClass.user_id) == col(GeneratedContent.user_id)
    )
    shared = (
        sa.select(sa.literal(1))
        .select_from(SavedContent)
        .join(PracticeClass, teaching)
        .join(ClassCollection, col(ClassCollection.class_id) == col(PracticeClass.id))
        .join(ClassMember, col(ClassMember.class_id) == col(PracticeClass.id))
        .where(
            col(SavedContent.generated_content_id) == col(GeneratedContent.id),
            col(SavedContent.collection_name) == col(ClassCollection.collection_name),
            col(ClassMember.user_id) == user_id,
        )
        .correlate(GeneratedContent)
    )
    return shared.exists()
