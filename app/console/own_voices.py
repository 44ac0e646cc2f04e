"""Voices that whoever uses this machine has had learnt: where they lie, and what was said when they were."""

import hashlib
import json
import re
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from app.config import settings
from app.console import signals
from app.console.output import bar, complain, result
from app.console.paths import readable
from app.console.progress import Told
from app.errors import NotAllowed, NotFound
from app.remote.surroundings import data_folder
from app.runtime import memory
from app.voice import engines, sample_files
from app.voice.engines import learnt, styles
from app.voice.engines.port import Voice
from app.voice.errors import EngineMissing, NoVoice

ENGINE = 'kokoro'
NAMED = re.compile(r'[^\W_][\w .\-]{0,59}')
CONSENT = 'Is this your own voice, or has its owner permitted that it is learnt?'
NO_CONSENT = (
    'A voice is learnt only with the permission of whose it is. Nothing was read or kept: add --i-have-permission if '
    'it is your own, or its owner has permitted it.'
)


def folder() -> Path:
    """Where they lie."""
    return data_folder() / 'voices'


def stored() -> list[Voice]:
    """Those there are; one that is damaged is left out, because others should be heard."""
    found = []
    for path in sorted(folder().glob(f'*{learnt.SUFFIX}')):
        try:
            found.append(styles.described(str(path)))
        except NoVoice as error:
            complain(str(error))
    return found


def called(voice: str) -> str:
    """What people ask for this voice by: its id, or the name of one of their own."""
    return Path(voice).stem if learnt.is_one(voice) else voice


def clone(name: str, samples: Sequence[Path], *, permitted: bool, force: bool, as_json: bool) -> None:
    """Learn one, and tell how near it came."""
    _check_name(name)
    place = _place(name)
    if place.exists() and not force:
        raise NotAllowed(f'There is a voice “{name}” already: choose another name, or replace it by --force.')
    if not permitted and not _consents():
        raise NotAllowed(NO_CONSENT)
    engine = engines.that_learns(ENGINE, settings().models_dir)
    health = engine.health()
    if health.state != 'ready':
        raise EngineMissing(f'{health.what} {health.how}')
    signals.heed()
    memory.limit(settings().worker_memory_mb)
    with ExitStack() as opened:
        files = [opened.enter_context(readable(sample)) for sample in samples]
        hashes = [_hash(path) for path in files]
        recordings = [sample_files.read(path) for path in files]
    found = engine.check(recordings)
    if found.faults:
        raise NotAllowed(' '.join(found.faults))
    for warning in found.warnings:
        complain(warning)
    with bar() as report:
        made = engine.learn(recordings, lambda done: report(Told(done, 'learn')))
    facts: dict[str, Any] = {
        'name': name,
        'file': str(place),
        'seconds': found.seconds,
        'similarity': made.similarity,
        'nearest': {'voice': made.nearest[0], 'similarity': made.nearest[1]},
        'warnings': list(found.warnings),
    }
    consent = {'consented': datetime.now(UTC).isoformat(timespec='seconds'), 'samples_sha256': hashes}
    _write(place, made.model, {**facts, **consent})
    near = (
        f'{made.similarity:.2f} of 1 to the samples; {made.nearest[0]}, the nearest of the list, {made.nearest[1]:.2f}'
    )
    result(facts, as_json, [f'{name}: learnt from {found.seconds:.0f} s of speech. Likeness {near}.'])


def forget(name: str, *, as_json: bool) -> None:
    """Remove one."""
    _check_name(name)
    place = _place(name)
    if not place.exists():
        raise NotFound(f'There is no voice “{name}” of yours. See `levelmix voice voices`.')
    for path in (place, _beside(place)):
        path.unlink(missing_ok=True)
    result({'name': name, 'removed': True}, as_json, [f'{name} was removed.'])


def _check_name(name: str) -> None:
    if not NAMED.fullmatch(name) or name.endswith(('.', ' ')):
        raise NotAllowed('Name it by up to 60 letters, digits, spaces, dots and dashes, a letter or digit first.')
    if any(name.lower() in (voice.id, voice.name.lower()) for voice in styles.voices()):
        raise NotAllowed(f'“{name}” is a voice of the list: choose another name.')


def _place(name: str) -> Path:
    return folder() / f'{name}{learnt.SUFFIX}'


def _beside(place: Path) -> Path:
    return place.with_suffix('.json')


def _consents() -> bool:
    """Ask whoever sits there; nobody does where a program calls."""
    if sys.stdin is None or not sys.stdin.isatty():
        return False
    complain(f'{CONSENT} [y/N]')
    return sys.stdin.readline().strip().lower() in ('y', 'yes')


def _hash(path: Path) -> str:
    with path.open('rb') as content:
        return hashlib.file_digest(content, 'sha256').hexdigest()


def _write(place: Path, model: bytes, facts: dict[str, Any]) -> None:
    """Both files; the voice last, because it is there once its file is."""
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    _beside(place).write_text(json.dumps(facts, ensure_ascii=False, indent=2) + '\n', encoding='utf-8')
    draft = place.with_name(f'.{place.name}.new')
    draft.write_bytes(model)
    draft.replace(place)
