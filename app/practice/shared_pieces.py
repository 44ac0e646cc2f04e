"""What the teachers of somebody's classes share with them, piece by piece."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import col

from app.db import reading
from app.practice import visible
from models import ClassCollection, ClassMember, GeneratedContent, PracticeClass, SavedContent

MOST = 500


@dataclass(frozen=True, slots=True)
class SharedPiece:
    """A piece, and the collection in which it is shared with a class."""

    class_id: str
    collection: str
    id: str
    title: str


def shared_pieces(user_id: str) -> list[SharedPiece]:
    """What a student sees of all their classes, by collection and in the order in which the teacher saved it."""
    found = (
        sa.select(
            col(PracticeClass.id),
            col(SavedContent.collection_name),
            col(GeneratedContent.id),
            col(GeneratedContent.title),
        )
        .join(ClassMember, col(ClassMember.class_id) == col(PracticeClass.id))
        .join(ClassCollection, col(ClassCollection.class_id) == col(PracticeClass.id))
        .join(
            SavedContent,
            (col(SavedContent.user_id) == col(PracticeClass.user_id))
            & (col(SavedContent.collection_name) == col(ClassCollection.collection_name)),
        )
        .join(GeneratedContent, col(GeneratedContent.id) == col(SavedContent.generated_content_id))
        .where(col(ClassMember.user_id) == user_id, visible.seen_by(user_id))
        .order_by(col(SavedContent.collection_name), col(SavedContent.created_at), col(SavedContent.id))
        .limit(MOST)
    )
    with reading() as session:
        return [SharedPiece(*row) for row in session.execute(found)]
