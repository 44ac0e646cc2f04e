"""A demo studio: all there is to try, and gone again with all that was booked."""

import pytest

from app.errors import NotAllowed
from app.studio import booking_lists, demo, rooms, studios
from app.studio.studios import StudioView


def test_a_demo_has_sessions_of_each_kind_and_a_request_of_its_owner(olga: str) -> None:
    made = demo.make(olga, 'Europe/Berlin')
    assert (made.is_demo, len(rooms.of_studio(made.id))) == (True, 2)
    counts = {which: booking_lists.listed(olga, made.id, which).total for which in ('open', 'coming', 'held')}
    assert counts == {'open': 1, 'coming': 4, 'held': 1}
    coming, _ = booking_lists.mine(olga)
    assert [row.booking.status for row in coming] == ['pending_approval']


def test_it_goes_with_all_that_is_booked_in_it(olga: str) -> None:
    made = demo.make(olga)
    demo.end(olga, made.id)
    assert studios.mine(olga) == []


def test_a_real_studio_is_not_ended_like_that(olga: str, ann: str, studio: StudioView) -> None:
    with pytest.raises(NotAllowed, match='no demo'):
        demo.end(olga, studio.id)
    with pytest.raises(NotAllowed):
        demo.make(ann)
