"""Programs that ask for the same at once are answered by one look, and never by one from before they asked."""

import asyncio
import threading

import pytest

from app.api.v1 import short_reads
from tests.waiting import until


@pytest.fixture
def busy(owner: str) -> threading.Event:
    """Both turns of somebody are taken until this is set."""
    return threading.Event()


def test_what_waits_is_looked_up_once_for_all_and_what_has_begun_is_joined_by_nobody(busy: threading.Event) -> None:
    looks: list[int] = []
    begun = threading.Event()

    def look() -> int:
        looks.append(len(looks) + 1)
        mine = looks[-1]
        if mine == 1:
            begun.set()
            busy.wait(30)
        return mine

    async def story() -> list[int]:
        first = asyncio.ensure_future(short_reads.alike('ann', 'jobs', look))
        await asyncio.to_thread(begun.wait, 30)
        later = [asyncio.ensure_future(short_reads.alike('ann', 'jobs', look)) for _ in range(9)]
        other = asyncio.ensure_future(short_reads.alike('ann', 'files', lambda: 100))
        await asyncio.sleep(0)
        later[0].cancel()
        busy.set()
        return await asyncio.gather(first, *later[1:], other)

    found = asyncio.run(story())
    assert found[0] == 1, 'it had begun before the others asked'
    assert len(set(found[1:-1])) == 1, 'eight who waited were told the same'
    assert found[-1] == 100
    assert len(looks) == 2
    until(lambda: not short_reads._waiting, seconds=10, what='nothing to be waiting')


def test_what_goes_wrong_is_told_to_all_who_waited() -> None:
    def fails() -> int:
        raise ValueError('no')

    async def story() -> list[object]:
        asked = [short_reads.alike('ann', 'jobs', fails) for _ in range(3)]
        return list(await asyncio.gather(*asked, return_exceptions=True))

    assert [str(error) for error in asyncio.run(story())] == ['no', 'no', 'no']
