"""What workers do for the studio: makes what is heard and seen of a file that was handed over.

The file itself is never touched. Whatever cannot be heard is handed over all the same.
"""

import json
import secrets
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlmodel import Session

from app import audio, storage
from app.audio.errors import AudioError, SeveralStreams
from app.audio.heard_copy import encode
from app.audio.preview import LEAD_S, PIECE_S, preview, preview_bytes, preview_rate
from app.audio.types import Goal, Outcome, Progress
from app.db import after_commit, reading
from app.files import NewFile
from app.files import note as note_file
from app.jobs.runner import Finished, Heartbeat, Report, handles
from app.jobs.scratch import scratch
from app.jobs.transfer import fetch_to_scratch
from app.studio import area, delivery_files
from app.studio.delivery_files import KIND, LOOK, ORIGINAL, PIECES, PREVIEW
from models import Deliverable, DeliverableVersion

assert area  # the area is known to whoever runs its jobs
LOUDNESS_LUFS = -18.0
"""Of what is heard: soft enough that hardly any mix needs its peaks held, and the same for all versions."""
MP3_QUALITY = 0.45
"""192 kbit/s of LAME, as libsndfile counts."""
_FETCHED, _LEVELLED, _ENCODED = 0.1, 0.75, 0.9


@dataclass(slots=True)
class _Made:
    """What one run has stored for a version, to be written down with its end or taken back."""

    version_id: str
    mark: str = field(default_factory=lambda: secrets.token_hex(4))
    files: dict[str, NewFile] = field(default_factory=dict)

    def put(self, role: str, path: Path, content_hash: str | None = None) -> str:
        """Store a finished local file (it is moved); returns its key."""
        key = delivery_files.key(self.version_id, role, self.mark, path.suffix)
        size = storage.put(key, path)
        self.files[role] = NewFile(key, role, size, content_hash=content_hash, lasting=True)
        return key

    def take_back(self) -> None:
        """Remove all of it: it was not written down."""
        storage.delete(*(file.key for file in self.files.values()))


@handles(KIND)
def deliver(version: DeliverableVersion, heartbeat: Heartbeat) -> Finished:
    """Make a levelled copy to be heard, its pieces for comparing, and how it looks; and its own copy of the file, where
    it has only borrowed that."""
    made = _Made(version.id)
    try:
        values = _values(version, heartbeat, made)
    except BaseException:
        made.take_back()
        raise

    def also(session: Session, row: DeliverableVersion) -> None:
        _write_down(session, row, made)

    return Finished(values, also=also, undo=made.take_back)


def _values(version: DeliverableVersion, heartbeat: Heartbeat, made: _Made) -> dict[str, Any]:
    with reading() as session:
        borrowed = delivery_files.is_borrowed(session, version)
    heard = storage.media_type(version.file_name).startswith(('audio/', 'video/'))
    if not borrowed and not heard:
        return {}
    with scratch(version.id, version.attempts) as folder:
        fetching = heartbeat.within(0.0, _FETCHED)
        with fetch_to_scratch(version.original_key, folder, fetching) as path:
            if borrowed:
                copied = folder / f'copied{path.suffix}'
                storage.room().need(version.file_size)
                shutil.copyfile(path, copied)
                made.put(ORIGINAL, copied, version.content_hash)
            return _heard(path, folder, heartbeat, made) if heard else {}


def _heard(path: Path, folder: Path, heartbeat: Heartbeat, made: _Made) -> dict[str, Any]:
    """What is heard and seen of a sound; nothing where it is none that can be read."""
    levelled = folder / 'levelled.flac'
    try:
        outcome = _levelled(path, levelled, heartbeat.within(_FETCHED, _LEVELLED))
        storage.room().need(2 * preview_bytes(outcome.input.duration_s))
        peaks = encode(levelled, folder / 'preview.mp3', MP3_QUALITY, heartbeat.within(_LEVELLED, _ENCODED))
        sizes = _cut(levelled, folder / 'pieces.aac', outcome.input.duration_s, heartbeat.within(_ENCODED, 0.98))
    except AudioError:
        return {}
    rate = preview_rate(outcome.output.sample_rate)
    look = {'piece_s': PIECE_S, 'lead_s': LEAD_S, 'rate': rate, 'sizes': sizes, 'peaks': peaks}
    (folder / 'look.json').write_text(json.dumps(look, separators=(',', ':')))
    heartbeat.report(0.98, 'store')
    return {
        'preview_key': made.put(PREVIEW, folder / 'preview.mp3'),
        'pieces_key': made.put(PIECES, folder / 'pieces.aac'),
        'look_key': made.put(LOOK, folder / 'look.json'),
        'duration_seconds': round(outcome.input.duration_s, 3),
        'loudness_lufs': outcome.input.integrated_lufs,
        'preview_lufs': outcome.output.integrated_lufs,
    }


def _levelled(path: Path, target: Path, report: Report) -> Outcome:
    """Level a file once, as FLAC; of several sounds the first."""
    if not audio.is_warm():
        audio.warm_up()

    def told(progress: Progress) -> None:
        report(progress.overall, 'level')

    goal = Goal(LOUDNESS_LUFS)
    try:
        return audio.level(path, target, goal, told, to='flac', room=storage.room().need)
    except SeveralStreams:
        return audio.level(path, target, goal, told, to='flac', room=storage.room().need, stream=0)


def _cut(source: Path, target: Path, duration_s: float, report: Report) -> list[int]:
    """It in pieces that decode on their own, one behind the other; returns their sizes."""
    sizes, most = list[int](), max(1.0, duration_s / PIECE_S)
    with target.open('wb') as file:
        for piece in preview(source):
            file.write(piece)
            sizes.append(len(piece))
            report(min(1.0, len(sizes) / most), 'preview')
    return sizes


def _write_down(session: Session, row: DeliverableVersion, made: _Made) -> None:
    """Write down what was stored, in the transaction that ends the job; nothing where its file is gone meanwhile."""
    deliverable = session.get(Deliverable, row.deliverable_id)
    if deliverable is None or deliverable.gone_at is not None:
        row.preview_key = row.pieces_key = row.look_key = None
        session.add(row)
        after_commit(session, made.take_back)
        return
    for role, file in made.files.items():
        if role == ORIGINAL:
            delivery_files.own(session, row, file)
        else:
            note_file(session, file, delivery_files.need(row.id))
