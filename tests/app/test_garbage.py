"""The web server looks through all that it has once a minute, not every few seconds, and still loses what is lost; and
nothing is looked through while it loads."""

import asyncio
import gc
import subprocess
import sys
import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.runtime import garbage_collection
from tests.servers import ROOT, environment

pytestmark = pytest.mark.nightly


class Page:
    """Something that holds itself, as pages do."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    before = gc.get_threshold()
    gc.unfreeze()  # what the run of the tests itself has set aside
    yield
    assert gc.get_threshold() == before, 'when the server stops, Python is as it was'
    assert gc.get_freeze_count() == 0


def test_full_collections_come_by_the_minute_alone_and_take_what_pages_leave(monkeypatch: pytest.MonkeyPatch) -> None:
    full, waited = list[int](), list[float]()
    at_rest = asyncio.Event()

    def note(phase: str, about: dict[str, int]) -> None:
        if phase == 'start' and about['generation'] == 2:
            full.append(len(waited))

    async def wait(seconds: float) -> None:
        waited.append(seconds)
        if len(waited) == 2:
            at_rest.set()
            await asyncio.Event().wait()

    async def story() -> None:
        monkeypatch.setattr(asyncio, 'sleep', wait)
        left = [weakref.ref(Page())]
        running = asyncio.create_task(garbage_collection.run())
        await at_rest.wait()
        assert left[0]() is None
        many = [[Page()] for _ in range(300_000)]  # by itself, Python would look through all of it several times
        assert len(many) == 300_000
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running

    gc.callbacks.append(note)
    try:
        asyncio.run(story())
    finally:
        gc.callbacks.remove(note)
    assert waited == [garbage_collection.FULL_EVERY_S] * 2
    assert full[:2] == [0, 1], 'once at the start, once after a minute'
    assert len(full) == 2


LOADING = """
import gc, os, sys
seen = []
gc.callbacks.append(lambda *_: seen.append('pages' in sys.modules and not hasattr(sys.modules['pages'], 'root')))
from app.web import server
server.serve = lambda *_, **look: print('collected' if True in seen else 'not once', gc.isenabled())
import main
main.serve()
"""


def test_nothing_is_collected_while_the_pages_are_loaded(data_dir: Path) -> None:
    said = subprocess.run(
        [sys.executable, '-c', LOADING], env=environment(data_dir), cwd=ROOT, capture_output=True, text=True
    )
    assert said.stdout == 'not once True\n', said.stderr


ENDS = """
from app.runtime import garbage_collection

class Left:
    def __init__(self): self.itself = self
    def __del__(self): print('looked through')

{none}
left = Left()
print('done')
"""


@pytest.mark.parametrize(
    ('none', 'told'), [('', 'done\nlooked through\n'), ('garbage_collection.none_at_the_end()', 'done\n')]
)
def test_what_a_command_leaves_is_not_looked_through_when_it_ends(none: str, told: str) -> None:
    run = subprocess.run([sys.executable, '-c', ENDS.format(none=none)], cwd=ROOT, capture_output=True, text=True)
    assert run.stdout == told, run.stderr
