"""What happens in the studio earns points here, in the same transaction, and neither area knows the other."""

from app import areas
from app.artist import points
from app.db import transaction


def said(what: str, user_id: str, reference: str) -> None:
    with transaction() as session:
        areas.happened(session, what, user_id, reference)


def test_a_session_and_each_file_heard_earn_once(ann: str) -> None:
    for _ in range(2):
        said('studio.session_completed', ann, 'a booking')
        said('studio.file_heard', ann, 'a file')
    said('studio.file_heard', ann, 'another file')
    assert points.of(ann).xp == 30 + 5 + 5
    said('studio.session_missed', ann, 'a booking')
    assert points.of(ann).xp == 5 + 5


def test_what_nobody_knows_is_passed_over(ann: str) -> None:
    said('kitchen.kettle_boiled', ann, 'tea')
    assert points.of(ann).xp == 0
