"""What tests of screens share."""

import pytest

from app.db import transaction
from models import AudioFile, ProcessingJob


@pytest.fixture
def job_id(owner: str) -> str:
    """A job that waits."""
    waiting = ProcessingJob(user_id=owner, original_file_path='originals/a.wav', target_lufs=-14.0)
    file = AudioFile(
        job_id=waiting.id,
        original_filename='a.wav',
        file_format='wav',
        file_size=1,
        duration_seconds=1,
        target_lufs=-14.0,
    )
    with transaction() as session:
        session.add(waiting)
        session.flush()
        session.add(file)
    return waiting.id
