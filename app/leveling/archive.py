"""Which results go into one archive, and under which names."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from app.db import reading
from app.errors import NotAllowed, NotFound
from app.leveling import queries
from app.leveling.download_names import output_name
from app.uploads import parted
from models import AudioFile, ProcessingJob, Status

MOST_PACKED = 200
"""So many results can be chosen one by one for an archive; all that a search finds have no limit."""


@dataclass(frozen=True, slots=True)
class Packed:
    """One result: its name in the archive, its storage key and its size in bytes."""

    name: str
    key: str
    size: int


def packed(user_id: str, job_ids: Sequence[str]) -> list[Packed]:
    """These results of a user, in this order.

    Raises
    ------
    NotAllowed
        They are too many to be chosen one by one.
    NotFound
        One of them belongs to somebody else, or is not there.
    """
    if len(job_ids) > MOST_PACKED:
        raise NotAllowed(f'One ZIP takes {MOST_PACKED} chosen results. Choose fewer, or download all at once.')
    found = {job_id: row for job_id, *row in _results(user_id, col(ProcessingJob.id).in_(job_ids))}
    if missing := [job_id for job_id in job_ids if job_id not in found]:
        count = f'{len(missing)} of these results are' if len(missing) > 1 else 'One of these results is'
        raise NotFound(f'{count} no longer there. Look at the history again, and choose anew.')
    return _named([found[job_id] for job_id in dict.fromkeys(job_ids)])


def all_packed(user_id: str, search: str = '') -> list[Packed]:
    """All results of a user whose files' names contain a text, newest first."""
    return _named([row for _, *row in _results(user_id, queries.named(search))])


def packed_size(user_id: str, search: str = '') -> tuple[int, int]:
    """How many these are, and how many bytes."""
    found = _results(user_id, queries.named(search))
    return len(found), sum(row[-1] or 0 for row in found)


def _results(user_id: str, which: Any) -> list[Any]:
    """Id, name of the original, target, format, key and size of results that are there, newest first."""
    job, file = ProcessingJob, AudioFile
    columns = (job.id, file.original_filename, job.target_lufs, job.output_format, job.processed_file_path)
    there = (col(job.status) == Status.COMPLETED, col(job.files_gone_at).is_(None))
    with reading() as session:
        return list(
            session.execute(
                sa.select(*map(col, columns), col(job.result_size))
                .join(file, col(file.job_id) == col(job.id))
                .where(col(job.user_id) == user_id, *there, col(job.processed_file_path).is_not(None), which)
                .order_by(col(job.created_at).desc(), col(job.id))
            )
        )


def _named(rows: list[Any]) -> list[Packed]:
    """Each under the name that it is downloaded under; the second of a name gets a number."""
    taken: set[str] = set()
    found = []
    for filename, target, output_format, key, size in rows:
        name = output_name(filename, target_lufs=target, suffix=output_format and f'.{output_format}')
        (stem, ending), number = parted(name), 2
        while name.casefold() in taken:
            name, number = f'{stem} ({number}){ending}', number + 1
        taken.add(name.casefold())
        found.append(Packed(name, key, size or 0))
    return found
