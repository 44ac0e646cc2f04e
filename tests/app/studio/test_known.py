"""What the studio tells other areas of somebody: their own things alone, by the services that their screens ask."""

import time_machine

from app import areas
from app.area_parts import FILE, FREE, NOTE, OWED, SESSION
from app.studio import notes
from app.studio.studios import StudioView
from models.types import utc_now
from tests.app.studio import rooms_support


def test_sessions_debts_and_notes_are_told_to_whom_they_belong(
    studio: StudioView, olga: str, ann: str, bea: str
) -> None:
    with time_machine.travel(rooms_support.NOW, tick=False):
        _told_on_that_day(studio, olga, ann, bea)


def _told_on_that_day(studio: StudioView, olga: str, ann: str, bea: str) -> None:
    booking = rooms_support.confirmed(studio, ann)
    notes.add(olga, studio.id, ann, 'Bring the other guitar.', 'next')
    (session,) = areas.knows(SESSION, ann)
    assert (session.id, session.title, session.place, session.state) == (booking, 'Night Owl', 'Room A', 'confirmed')
    assert session.page == f'/studio/sessions/{booking}'
    assert session.links['Calendar file (.ics)'] == f'/booking/{booking}/session.ics'
    (owed,) = areas.knows(OWED, ann)
    assert (owed.cents, owed.currency, owed.links['Pay']) == (9000, 'eur', f'/studio/sessions/{booking}')
    (note,) = areas.knows(NOTE, ann)
    assert (note.text, note.by) == ('Bring the other guitar.', 'Olga')
    assert [areas.knows(kind, bea) for kind in (SESSION, OWED, NOTE, FILE)] == [[], [], [], []]


def test_free_starts_are_those_that_can_be_booked_and_nothing_is_held(studio: StudioView, ann: str) -> None:
    found = areas.knows(FREE, ann)
    assert len(found) == 3
    assert all(one.at is not None and one.at > utc_now() for one in found)
    assert {one.page for one in found} == {f'/book/{studio.slug}'}
    assert areas.knows(FREE, ann) == found


def test_an_area_that_knows_nothing_of_a_kind_is_passed_over(ann: str) -> None:
    assert areas.knows('weather', ann) == []
