"""The originals that jobs have taken over from uploads: one file may be that of many jobs."""

import sqlalchemy as sa
from sqlmodel import Session, col

from app import uploads
from app.leveling import stored
from app.leveling.keeping import has_files
from models import AudioFile, ProcessingJob


class _Originals:
    """What `app.uploads` asks before it stores bytes twice, or deletes them."""

    def keeps(self, session: Session, key: str) -> bool:
        """Whether a job was made of what is stored there."""
        same = sa.select(col(ProcessingJob.id)).where(col(ProcessingJob.original_file_path) == key, has_files())
        return session.execute(same.limit(1)).first() is not None

    def find(self, session: Session, user_id: str, content_hash: str) -> list[str]:
        """Originals of this user with these bytes."""
        same = (
            sa.select(col(ProcessingJob.original_file_path))
            .join(AudioFile, col(AudioFile.job_id) == col(ProcessingJob.id))
            .where(col(AudioFile.content_hash) == content_hash, col(ProcessingJob.user_id) == user_id, has_files())
        )
        return [key for (key,) in session.execute(same.distinct())]

    def stored_bytes(self, session: Session, user_id: str) -> int:
        """Originals, each once, and results of a user."""
        return stored.bytes_of(session, user_id)


ORIGINALS: uploads.Keeper = _Originals()
