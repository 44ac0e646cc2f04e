"""`make bench-voice`: a worker dies in the middle of 20,000 characters, and another one goes on.

With real processes, on an installation of its own. Told is what was said twice, what it cost, and what was left behind.
`--voice` takes another voice than the one that answers at once, `--characters` a shorter text.
"""

import argparse
import tempfile
from pathlib import Path
from typing import Any

from app import storage
from app.accounts import admin_actions, credits
from app.accounts.audit import COMMAND_LINE
from app.db import reading
from app.voice import area, queries, service, takes, words
from app.voice.options import SpeakOptions
from bench.voice_long import TEXT
from models import GeneratedAudioClip
from tests.machines import Worker
from tests.servers import LevelMix, serving
from tests.sites import inside
from tests.waiting import until

assert area  # what a job of voice is
BEFORE, PATIENCE_S = 5, 3 * 60 * 60
"""It dies behind so many pieces."""
ALONE: dict[str, Any] = {'accounts': 'on', 'embedded_worker': 'false', 'lease_seconds': '60'}
"""The lease is long, because others may be using the machine: a worker that cannot move for seconds is not dead."""


def main() -> None:
    """Let it die, and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--voice', default='instant')
    parser.add_argument('--characters', type=int, default=len(TEXT), help='fewer, where the machine is busy')
    asked = parser.parse_args()
    wish = SpeakOptions(TEXT[: asked.characters], asked.voice)
    with (
        tempfile.TemporaryDirectory(prefix='levelmix-') as folder,
        serving(Path(folder) / 'data', **ALONE) as site,
        inside(site),
    ):
        user_id, _ = admin_actions.create(COMMAND_LINE, 'ann@example.org', tier=3)
        balance = credits.balance(user_id)
        clip_id = service.submit_speak(user_id, wish)
        begun = _died(site, clip_id)
        half = _results()
        _finished(site, user_id, clip_id)
        clip, made = queries.get(user_id, clip_id), _made(site)
        said_again = sum(made[name] != before for name, before in begun.items())
        print(f'died behind {len(begun)} of {len(made)} pieces; {said_again} of them were said again')
        print(f'results: {half} when it died, {_results()} now; in scratch: {len(_scratch(site))}')
        print(
            f'{clip.status.value} at attempt {_attempts(clip_id)}; credits spent: {balance - credits.balance(user_id)}'
        )
        print(f'{clip.outcome["seconds"]:.0f} s, {len(words.of_clip(user_id, clip_id)):,} words')


def _died(site: LevelMix, clip_id: str) -> dict[str, int]:
    """A worker begins, and loses its power; the pieces that it has stored, and when."""
    worker = Worker(site.data_dir, 'first', **ALONE)
    try:
        until(lambda: takes.there(clip_id, BEFORE - 1), seconds=PATIENCE_S, what='the first pieces')
    finally:
        worker.die()
    return _made(site)


def _finished(site: LevelMix, user_id: str, clip_id: str) -> None:
    """The next worker takes it over, and ends it."""
    worker = Worker(site.data_dir, 'second', **ALONE)
    try:
        until(lambda: not queries.get(user_id, clip_id).active, seconds=PATIENCE_S, what='the clip')
        until(lambda: not _scratch(site), seconds=PATIENCE_S, what='scratch to be cleaned')
    finally:
        worker.end()


def _made(site: LevelMix) -> dict[str, int]:
    """When each piece was stored."""
    folder = site.data_dir / 'files' / 'voice' / takes.ROLE
    return {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}


def _scratch(site: LevelMix) -> list[Path]:
    return list((site.data_dir / 'scratch').iterdir())


def _results() -> int:
    return sum(1 for _ in storage.each('voice/result'))


def _attempts(clip_id: str) -> int:
    with reading() as session:
        return session.get_one(GeneratedAudioClip, clip_id).attempts


if __name__ == '__main__':
    main()
