"""What happens to a client is told to whoever of the other areas listens, by one name, as it happens."""

import pytest

from app import areas
from app.studio import deciding, delivery_downloads
from app.studio.delivery_readers import signed_in
from app.studio.studios import StudioView
from tests.app.studio.delivery_support import House, handed, the_file
from tests.app.studio.delivery_support import house as house
from tests.app.studio.rooms_support import asked, at, confirmed


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str, str]]:
    """What another area hears."""
    heard: list[tuple[str, str, str]] = []
    ear = areas.Area('ear', 'Ear', hears=lambda _, *what: heard.append(what))
    monkeypatch.setitem(areas._areas, 'ear', ear)
    return heard


def test_a_session_that_is_completed_is_told_and_so_is_its_correction(
    studio: StudioView, olga: str, ann: str, told: list[tuple[str, str, str]]
) -> None:
    booking_id = confirmed(studio, ann)
    asked(studio, ann, 20)
    assert told == []
    deciding.complete(olga, booking_id, now=at(17))
    assert told == [('studio.session_completed', ann, booking_id)]
    deciding.correct(olga, booking_id, 'Nobody came', now=at(18))
    assert told[1:] == [('studio.session_missed', ann, booking_id)]


def test_a_file_is_told_when_its_client_first_hears_it(house: House, told: list[tuple[str, str, str]]) -> None:
    version_id = handed(house)
    delivery_downloads.heard(signed_in(house.engineer), version_id)
    delivery_downloads.downloaded(signed_in(house.client), version_id)
    assert told == [], 'the studio itself does not count, and a download is not a hearing'
    for _ in range(2):
        delivery_downloads.heard(signed_in(house.client), version_id)
    assert told == [('studio.file_heard', house.client, the_file(house).id)]
