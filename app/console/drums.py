"""What `levelmix drums …` does: hears the drums of a song, reads and writes maps, and tells what a recording is."""

import base64
import hashlib
import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from app.audio.files import open_source
from app.audio.files.resampling import Fitting, mixing
from app.audio.types import Limits
from app.console import signals
from app.console.output import bar, result
from app.console.paths import check_output, readable
from app.drums import fingerprints, levels, song_names
from app.drums.drum_map import DrumMap
from app.drums.formats import bsm_writing, midi, opening, texts
from app.errors import NotAllowed

RATE = 44_100
LONGEST_S = 30 * 60
LARGEST_MAP_BYTES = 100_000_000
_BLOCK = 65_536


@dataclass(frozen=True, slots=True)
class _Told:
    """How far it is, for a bar."""

    stage: str
    overall: float


def draft(song: Path, out: Path, as_midi: Path | None, *, title: str, artist: str, force: bool, as_json: bool) -> None:
    """Write the map of a song, and tell what is in it. All files are whole, or none is written."""
    suffix = opening.format_of(out.name)
    if as_midi is not None and opening.format_of(as_midi.name) != '.mid':
        raise NotAllowed(f'{as_midi} is no name of a MIDI file: let it end with .mid.')
    if as_midi is not None and os.path.realpath(as_midi) == os.path.realpath(out):
        raise NotAllowed('The MIDI file would replace the map: give one of them another name.')
    targets = [check_output(path, [song], force) for path in (out, as_midi) if path is not None]
    named = song_names.called(song.stem)
    signals.heed()
    with readable(song) as file:
        with file.open('rb') as content:
            digest = hashlib.file_digest(content, 'sha256').hexdigest()
        samples = _samples(file, RATE, LONGEST_S)
        with bar() as report:
            found = _drafter()(
                samples,
                title=title or named[0],
                artist=artist or named[1],
                progress=lambda stage, share: report(_Told(stage, share)),
            )
    about = bsm_writing.About(
        created_at=datetime.now(UTC).isoformat(timespec='seconds').replace('+00:00', 'Z'),
        audio_file=song.name,
        audio_sha256=digest,
    )
    written = [bsm_writing.write(found, about) if suffix == '.bsm' else opening.write(found, suffix)]
    written += [midi.write(found)] if as_midi is not None else []
    _put(dict(zip(targets, written, strict=True)))
    _tell(found, targets, as_json)


def _drafter() -> Callable[..., DrumMap]:
    """What hears drums; its weights are loaded for this command alone."""
    found: Callable[..., DrumMap] = import_module('app.drums.drafting').draft
    return found


def convert(source: Path, target: Path, level: str | None, *, force: bool, as_json: bool) -> None:
    """Write a map as another file, and tell what is in it."""
    suffix = opening.format_of(target.name)
    if level is not None and level.capitalize() not in levels.LEVELS:
        raise NotAllowed(f'There is no level “{level[:40]}”: choose one of {", ".join(levels.LEVELS)}.')
    checked = check_output(target, [source], force)
    with readable(source) as file:
        if file.stat().st_size > LARGEST_MAP_BYTES:
            raise NotAllowed(
                f'{source} is larger than any map is: at most {LARGEST_MAP_BYTES // 1_000_000} MB are read.'
            )
        data = file.read_bytes()
    if level is None:
        written = opening.convert(data, suffix)
    else:
        written = opening.write(levels.thinned(opening.read(data), level.capitalize()), suffix)
    _put({checked: written})
    _tell(opening.read(written), [checked], as_json)


def fingerprint(file: Path, *, as_json: bool) -> None:
    """Tell what a recording is known by."""
    signals.heed()
    found, seconds = _known_by(file)
    facts = {
        'key': found.key,
        'words': [int(word) for word in found.words],
        'index_keys': found.index_keys(),
        'seconds': seconds,
    }
    result(facts, as_json, [found.key])


def words_of(file: Path) -> list[int]:
    """The fingerprint of a recording, as servers take it."""
    return [int(word) for word in _known_by(file)[0].words]


def _known_by(file: Path) -> tuple[fingerprints.Fingerprint, float]:
    """The fingerprint of a recording, and how many seconds of it were heard."""
    with readable(file) as source:
        samples = _samples(source, fingerprints.RATE, None)
    return fingerprints.fingerprint(samples), round(len(samples) / fingerprints.RATE, 3)


def to_send(file: Path) -> dict[str, str]:
    """A map in a file, as servers take it: as text, or MIDI in base64."""
    with readable(file) as source:
        if source.stat().st_size > LARGEST_MAP_BYTES:
            raise NotAllowed(f'{file} is larger than any map is.')
        data = source.read_bytes()
    if opening.sort_of(data) == '.mid':
        return {'midi': base64.b64encode(data).decode()}
    opening.read(data)  # what is wrong with it is said here, not after it was sent
    return {'map': texts.decoded(data)}


def _samples(path: Path, rate: int, longest_s: float | None) -> Any:
    """The sound of a file in one channel; all of it, or as much as is heard of it."""
    most_s = fingerprints.SECONDS if longest_s is None else longest_s
    blocks, frames = list[Any](), 0
    with open_source(path, Limits()) as source:
        own = source.info.sample_rate
        mix, fitting = mixing(source.info.layout, ('M',)), Fitting(own, ('M',), rate, ('M',))
        while frames < most_s * own and len(block := source.read(_BLOCK)):
            signals.check()
            frames += len(block)
            blocks += fitting.push(np.ascontiguousarray(block @ mix, np.float32))
        if longest_s is not None and frames >= longest_s * own:
            raise NotAllowed(f'Songs have at most {longest_s / 60:g} minutes here: cut one out of this recording.')
        blocks += fitting.finish()
    return np.concatenate([block[:, 0] for block in blocks] or [np.zeros(0, np.float32)])


def _put(written: dict[Path, bytes]) -> None:
    """Write beside the places first: nothing half stands there, whatever happens."""
    ready = list[tuple[Path, Path]]()
    try:
        for target, data in written.items():
            handle, name = tempfile.mkstemp(dir=target.parent, prefix=f'.{target.name}.')
            ready.append((Path(name), target))
            with os.fdopen(handle, 'wb') as file:
                file.write(data)
            Path(name).chmod(0o666 & ~_umask())
        signals.check()
        for part, target in ready:
            part.replace(target)
    finally:
        for part, _ in ready:
            with suppress(FileNotFoundError):
                part.unlink()


def _umask() -> int:
    found = os.umask(0o022)
    os.umask(found)
    return found


def _tell(found: DrumMap, targets: list[Path], as_json: bool) -> None:
    lanes = {lane: sum(hit.lane == lane for hit in found.hits) for lane in {hit.lane for hit in found.hits}}
    tempi = sorted({round(point.bpm, 1) for point in found.timing})
    files = [str(target) for target in targets]
    facts = {
        'title': found.title,
        'artist': found.artist,
        'difficulty': found.difficulty,
        'rating': levels.rating(found),
        'length_ms': found.length_ms,
        'hits': len(found.hits),
        'lanes': {lane.value: count for lane, count in sorted(lanes.items())},
        'timing': [{'ms': one.ms, 'bpm': one.bpm, 'beats_per_bar': one.beats_per_bar} for one in found.timing],
        'files': files,
    }
    tempo = f'{tempi[0]:g}' if len(tempi) == 1 else f'{tempi[0]:g} to {tempi[-1]:g}'
    line = f'{found.title or "Untitled"}: {len(found.hits):,} hits, {tempo} beats a minute, {found.difficulty}.'
    result(facts, as_json, [line, *files])
