"""Calendars elsewhere, read by a real worker in its own rounds: what they say is taken, whatever else lies there."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest

from app.errors import AddressRefused, TimeRefused
from app.studio import free, holding, outside, rooms
from app.studio.holding import Wish
from app.studio.outside import Outside
from app.studio.studios import StudioView
from tests.app.studio.calendar_support import TOMORROW, all_due, busy, calendar, event
from tests.app.studio.rooms_support import ANN, opened
from tests.machines import Worker
from tests.receivers import Asked, Receiver, receiver
from tests.waiting import until

pytestmark = [pytest.mark.slow, pytest.mark.nightly]

INSIDE = '127.0.0.1/32'
"""What may be reached; 127.0.0.2, which is this machine as well, may not."""
Said = tuple[int, Mapping[str, str], bytes | Iterable[bytes]]


@pytest.fixture
def studio(owner: str) -> StudioView:
    return opened(owner)


@pytest.fixture
def there(change_setting: Callable[[str, object], None]) -> Iterator[Receiver]:
    """A server at which calendars lie, in which nobody is busy."""
    change_setting('outbound_allow', INSIDE)
    with receiver() as made:
        made.answers = lambda _: (200, {}, calendar())
        yield made


@contextmanager
def working(data_dir: Path) -> Iterator[Worker]:
    """A real `levelmix worker` on this test's installation."""
    worker = Worker(data_dir, 'worker', outbound_allow=INSIDE)
    try:
        yield worker
    finally:
        worker.end()


def starts(studio: StudioView) -> list[datetime]:
    """What can be booked for an hour tomorrow."""
    return [start.at for start in free.starts(studio.id, rooms.of_studio(studio.id)[0].id, TOMORROW.date(), 60)]


def test_a13_a_worker_reads_calendars_by_itself_and_hostile_ones_keep_it_from_nothing(
    owner: str, studio: StudioView, there: Receiver, data_dir: Path
) -> None:
    sent: dict[str, int] = {'/large.ics': 0, '/endless.ics': 0}

    def body(path: str, piece: bytes, pause_s: float) -> Iterator[bytes]:
        while sent[path] < 50_000_000:
            yield piece
            sent[path] += len(piece)
            time.sleep(pause_s)

    def answer(asked: Asked) -> Said:
        said: dict[str, Said] = {
            '/inside.ics': (302, {'Location': f'http://127.0.0.2:{there.port}/secrets'}, b''),
            '/large.ics': (200, {}, body(asked.path, b'X' * 65536, 0)),
            '/endless.ics': (200, {}, body(asked.path, b'X', 0.2)),
        }
        return said.get(asked.path, (200, {}, calendar(event('choir', TOMORROW))))

    with pytest.raises(AddressRefused, match='leads to no server on the internet'):
        outside.add(owner, studio.id, f'http://127.0.0.2:{there.port}/inside.ics')
    for name in ('inside', 'large', 'choir', 'endless'):  # in which order they are read
        outside.add(owner, studio.id, there.url(f'/{name}.ics'), name)
    assert TOMORROW in starts(studio)
    there.answers = answer
    all_due()

    def told() -> dict[str, Outside]:
        return {one.name: one for one in outside.of_studio(owner, studio.id)}

    with working(data_dir) as worker:
        until(lambda: told()['endless'].error, seconds=180, what=lambda: f'all to be read; {told()}; {worker.log}')
        assert worker.process.poll() is None
    assert 'leads to no server on the internet' in told()['inside'].error
    assert 'larger than 1 MB' in told()['large'].error
    assert 'did not answer in time' in told()['endless'].error
    assert (told()['choir'].error, busy(studio)) == ('', [(TOMORROW, 2.0)])
    assert TOMORROW not in starts(studio)
    with pytest.raises(TimeRefused, match='taken'):
        holding.hold(Wish(studio.id, TOMORROW, 60, ANN), owner)
    assert sent['/large.ics'] < 12_000_000, 'it hung up long before the end'
    assert 0 < sent['/endless.ics'] < 100
    assert '/secrets' not in [asked.path for asked in there.asked]
