"""A booking as staff and clients see it, the lists of them, and what staff keep in mind."""

from datetime import timedelta

import pytest

from app.db import transaction
from app.errors import NotFound
from app.studio import assigning, booking_lists, deciding, desk, holding, rooms
from app.studio.booker import Booker
from app.studio.studios import StudioView
from models import WebhookFailure
from models.types import utc_now
from tests.app.studio.rooms_support import ANN, NOW, wish
from tests.app.studio.rows import booking_row


@pytest.fixture
def booked(olga: str, ann: str, studio: StudioView) -> str:
    """Ann's session, which the studio has put down."""
    return holding.book_for(olga, wish(studio), now=NOW).id


def test_staff_see_what_happened_and_what_can_be_done_whoever_booked_only_theirs(
    olga: str, ann: str, bea: str, booked: str
) -> None:
    assigning.note(olga, booked, 'Brings a harp.')
    seen = desk.page(olga, booked, now=NOW)
    assert [line.action for line in seen.history] == ['booking.noted', 'booking.confirmed']
    assert (seen.room, seen.role, seen.booking.admin_notes) == ('Room A', 'owner', 'Brings a harp.')
    assert seen.steps == {'confirmed', 'cancelled'}, 'it has not ended'
    assert seen.quote is not None
    assert seen.quote.total == seen.booking.total_amount
    deciding.cancel(olga, booked, 'Closed.', now=NOW)
    assert desk.page(olga, booked, now=NOW).steps == frozenset()
    with pytest.raises(NotFound):
        desk.page(bea, booked)


def test_an_engineer_is_put_to_a_session_and_taken_off_again(olga: str, studio: StudioView, booked: str) -> None:
    elena = rooms.add_engineer(olga, studio.id, 'Elena')
    assigning.assign(olga, booked, elena.id)
    assert desk.page(olga, booked).engineer == 'Elena'
    assert desk.page(olga, booked).history[0].details['engineer'] == 'Elena'
    assigning.assign(olga, booked, None)
    assert desk.page(olga, booked).engineer == ''
    with pytest.raises(NotFound):
        assigning.assign(olga, booked, 'somebody')


def test_a_list_is_narrowed_by_how_bookings_stand_and_by_words(olga: str, studio: StudioView, booked: str) -> None:
    other = holding.book_for(olga, wish(studio, 20, minutes=60, who=Booker('Zoe 100%')), now=NOW).id
    deciding.cancel(olga, other, 'Closed.', now=NOW)

    def found(which: str, search: str = '') -> list[str]:
        rows = booking_lists.listed(olga, studio.id, which, search, now=NOW)
        return [row.booking.id for row in rows.found]

    assert found('coming') == [booked]
    assert found('off') == [other]
    assert set(found('all')) == {booked, other}
    assert found('all', 'anns exam') == [booked]
    assert found('all', '100%') == [other], 'a percent sign is what was written'
    assert found('all', '%') == [other]
    assert found('open') == []
    assert found('trouble') == []
    with transaction() as session:
        session.add(
            WebhookFailure(webhook_type='checkout.completed', booking_id=booked, error_message='It fits nothing.')
        )
    assert found('trouble') == [booked]


def test_clients_are_one_by_their_account_or_address_with_what_they_paid(
    olga: str, ann: str, studio: StudioView, booked: str
) -> None:
    holding.book_for(olga, wish(studio, 20, minutes=60), now=NOW)
    holding.book_for(olga, wish(studio, 22, minutes=60, who=Booker('Zoe', 'Zoe@example.org')), now=NOW)
    everybody = booking_lists.clients(olga, studio.id)
    assert everybody.total == 2
    anns = next(one for one in everybody.found if one.email == ANN.email)
    assert (anns.name, anns.sessions, anns.missed, anns.paid_cents) == ('The Anns', 2, 0, 0)
    client, rows = booking_lists.client(olga, studio.id, anns.key)
    assert (client.key, len(rows)) == (anns.key, 2)
    assert [one.name for one in booking_lists.clients(olga, studio.id, 'zoe').found] == ['Zoe']
    with pytest.raises(NotFound):
        booking_lists.client(olga, studio.id, 'mail:nobody@example.org')


def test_a_client_s_next_session_is_the_first_that_lies_ahead_and_was_not_called_off(
    olga: str, studio: StudioView
) -> None:
    (room,) = rooms.of_studio(studio.id)
    today = utc_now().replace(microsecond=0)
    for days, status in ((9, 'confirmed'), (7, 'pending_approval'), (5, 'cancelled'), (-3, 'completed')):
        start = today + timedelta(days=days)
        booking_row(studio.id, room.id, customer_email='zoe@example.org', start_time=start,
            end_time=start + timedelta(hours=1), status=status)  # fmt: skip
    (zoe,) = booking_lists.clients(olga, studio.id).found
    assert (zoe.next, zoe.last) == (today + timedelta(days=7), today + timedelta(days=9))


def test_somebody_s_own_are_those_of_their_account(ann: str, bea: str, booked: str) -> None:
    coming, over = booking_lists.mine(ann, now=NOW)
    assert ([row.booking.id for row in coming], over) == ([booked], [])
    assert booking_lists.mine(bea) == ([], [])
