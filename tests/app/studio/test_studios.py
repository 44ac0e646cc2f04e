"""Studios: opened in a minute, changed by their owners, looked after by those who work there."""

from datetime import date

import pytest
import sqlalchemy as sa
from sqlmodel import col

from app.db import reading
from app.errors import Invalid, NotAllowed, NotFound
from app.studio import free, people, pricing, rate_cards, rooms, studios
from app.studio.studios import StudioView
from models import Studio, User
from tests.app.studio.rooms_support import NOW, at, held, room_of


def part(user_id: str, studio: StudioView) -> str:
    with reading() as session:
        return people.staff(session, session.get_one(User, user_id), session.get_one(Studio, studio.id))


def test_a_studio_can_be_booked_as_soon_as_it_has_a_name(olga: str) -> None:
    made = studios.make(olga, 'Sound Kitchen', zone='Europe/Berlin', hourly_cents=4500)
    assert (made.slug, made.is_open, made.is_demo) == ('sound-kitchen', True, False)
    assert studios.by_slug('sound-kitchen').id == made.id
    (room,) = rooms.of_studio(made.id)
    offered = free.starts(made.id, room.id, date(2027, 3, 24), 60, now=NOW)
    assert [offered[0].label, offered[-1].label] == ['10:00', '21:00']
    assert pricing.quoted(made.id, room.id, at(14), 120, now=NOW).total == 9000
    assert studios.make(olga, 'Sound Kitchen').slug == 'sound-kitchen-2'


def test_only_owners_open_and_change_studios_and_only_staff_see_the_inside(
    olga: str, studio: StudioView, eve: str, ann: str
) -> None:
    for somebody in (ann, eve):
        with pytest.raises(NotAllowed, match='role of an owner'):
            studios.make(somebody, 'Mine')
        with pytest.raises(NotAllowed):
            studios.change(somebody, studio.id, name='Mine')
        with pytest.raises(NotAllowed):
            rooms.add(somebody, studio.id, 'Room B')
        with pytest.raises(NotAllowed):
            rate_cards.add(somebody, studio.id, valid_from=date(2027, 1, 1), hourly_cents=1)
    assert [part(one, studio) for one in (olga, eve, ann)] == ['owner', 'engineer', '']
    assert [one.id for one in studios.mine(eve)] == [studio.id]
    assert studios.mine(ann) == []
    rooms.end_engineer(olga, rooms.engineers(studio.id)[0].id)
    assert part(eve, studio) == ''


def test_where_accounts_are_off_the_one_user_owns_every_studio(owner: str) -> None:
    assert part(owner, studios.make(owner, 'At home')) == 'owner'


def test_what_cannot_be_taken_is_told_for_each_field_and_nothing_is_changed(olga: str, studio: StudioView) -> None:
    with pytest.raises(Invalid) as refused:
        studios.change(olga, studio.id, name='', zone='Mars/Olympus', grid_minutes=0, opening={0: [(600, 500)]})
    assert set(refused.value.fields) == {'name', 'zone', 'grid_minutes', 'opening'}
    with pytest.raises(Invalid, match='longer than the longest'):
        studios.change(olga, studio.id, min_minutes=120, max_minutes=60)
    assert studios.get(studio.id) == studio
    changed = studios.change(olga, studio.id, opening={4: [(1320, 1680)]}, notice_hours=24)
    assert (changed.opening, changed.notice_hours) == ({4: ((1320, 1680),)}, 24)


def test_the_policy_is_kept_by_its_words_and_a_wrong_one_is_told(olga: str, studio: StudioView) -> None:
    kept = studios.set_policy(olga, studio.id, cancel_bands=((168, 100), (48, 50), (0, 0)), auto_approve=True)
    assert studios.policy(kept.id).cancel_bands[1] == (48, 50)
    with pytest.raises(Invalid) as refused:
        studios.set_policy(olga, studio.id, hold_minutes=1)
    assert set(refused.value.fields) == {'hold_minutes'}
    assert studios.policy(kept.id).auto_approve


def test_a_rate_card_counts_from_its_day_and_a_rooms_own_goes_before(olga: str, studio: StudioView) -> None:
    room = room_of(studio)
    rate_cards.add(olga, studio.id, valid_from=date(2027, 4, 1), hourly_cents=7000)
    assert pricing.quoted(studio.id, room, at(14), 60, now=NOW).total == 6000
    assert pricing.quoted(studio.id, room, at(14, day=date(2027, 4, 2)), 60, now=NOW).total == 7000
    own = rate_cards.add(olga, studio.id, valid_from=date(2027, 1, 1), hourly_cents=9000, room_id=room)
    assert pricing.quoted(studio.id, room, at(14), 60, now=NOW).total == 9000
    rate_cards.delete(olga, own.id)
    for card in rate_cards.of_studio(studio.id)[:-1]:
        rate_cards.delete(olga, card.id)
    with pytest.raises(NotAllowed, match='only rate card'):
        rate_cards.delete(olga, rate_cards.of_studio(studio.id)[0].id)


def test_a_studio_is_not_deleted_while_somebody_still_comes(olga: str, studio: StudioView, ann: str) -> None:
    booked = held(studio, ann)
    with pytest.raises(NotAllowed, match='not over'):
        studios.delete(olga, studio.id)
    with reading() as session:
        assert session.scalar(sa.select(col(Studio.deleted_at))) is None
    assert booked.is_new
    other = studios.make(olga, 'Other')
    studios.delete(olga, other.id)
    with pytest.raises(NotFound):
        studios.by_slug('other')
    assert studios.make(olga, 'Other').slug == 'other', 'its address is free again'


def test_a_closed_studio_offers_nothing(olga: str, studio: StudioView) -> None:
    studios.change(olga, studio.id, is_open=False)
    assert free.starts(studio.id, '', date(2027, 3, 24), 60, now=NOW) == []
    assert studios.listed() == []
