"""Jobs of the real engine as a user has them, for the tests that need one: upload, submit, download, measure."""

from collections.abc import Callable
from pathlib import Path

import soundfile

from app import leveling, storage, uploads
from app.db import reading
from app.leveling import JobView, LevelingOptions
from models import UserUploadStats

Worker = Callable[[], int]


def upload(owner: str, path: Path, name: str | None = None) -> str:
    writer = uploads.begin(owner, name or path.name, path.stat().st_size)
    writer.write(path.read_bytes())
    return writer.finish().id


def submit(owner: str, path: Path, lufs: float = -14.0, name: str | None = None) -> str:
    return leveling.submit(owner, upload(owner, path, name), LevelingOptions(lufs, preset_name='Spotify'))


def downloaded(owner: str, job_id: str, folder: Path) -> Path:
    key, name = leveling.result(owner, job_id)
    path = folder / f'downloaded{Path(name).suffix}'
    path.write_bytes(b''.join(storage.read(key)))
    return path


def loudness(path: Path) -> float:
    import pyloudnorm  # reads half of scipy, and many files only submit

    samples, rate = soundfile.read(path)
    return float(pyloudnorm.Meter(rate, filter_class='DeMan').integrated_loudness(samples))


def counted(owner: str) -> int:
    with reading() as session:
        stats = session.get(UserUploadStats, owner)
        return stats.uploads_this_month if stats else 0


def job(owner: str, job_id: str) -> JobView:
    return leveling.get(owner, job_id)
