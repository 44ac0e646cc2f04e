"""Addresses of pages: what titles become, and old addresses that lead on for ever."""

from datetime import timedelta

import pytest
import time_machine

from app.accounts import profile as account
from app.artist import addresses, profiles
from app.db import reading, transaction
from app.errors import Invalid, NotAllowed
from models.types import utc_now

POST = addresses.POST


def take(slug: str, target: str, scope: str = POST) -> str:
    with transaction() as session:
        return addresses.take(session, scope, slug, target)


def found(slug: str, scope: str = POST) -> addresses.Found | None:
    with reading() as session:
        return addresses.find(session, scope, slug)


def proposed(title: str, scope: str = POST, target: str = '') -> addresses.Proposal:
    with reading() as session:
        return addresses.proposed(session, scope, title, target)


def test_s1_every_old_address_leads_to_the_newest_in_one_step(owner: str) -> None:
    for slug in 'abc':
        take(slug, 'post-1')
    assert found('a') == found('b') == addresses.Found('post-1', 'c', is_old=True)
    assert found('c') == addresses.Found('post-1', 'c', is_old=False)


def test_s2_an_address_taken_back_is_the_one_and_the_others_lead_there(owner: str) -> None:
    for slug in 'abca':
        take(slug, 'post-1')
    assert found('a') == addresses.Found('post-1', 'a', is_old=False)
    assert found('b') == found('c') == addresses.Found('post-1', 'a', is_old=True)


def test_s3_nothing_else_gets_an_old_address_unless_an_admin_frees_it(olga: str, ann: str) -> None:
    take('b', 'post-1')
    take('c', 'post-1')
    with pytest.raises(Invalid, match='old address of') as refused:
        take('b', 'post-2')
    assert refused.value.fields.keys() == {'slug'}
    with pytest.raises(NotAllowed, match='admin'):
        addresses.free(ann, POST, 'b')
    with pytest.raises(NotAllowed, match='has this address'):
        addresses.free(olga, POST, 'c')
    addresses.free(olga, POST, 'b')
    assert take('b', 'post-2') == 'b'


@pytest.mark.parametrize(
    ('title', 'slug'),
    [
        ('Ärger & Öl', 'arger-ol'),
        ('Łódź Noc', 'lodz-noc'),
        ('東京 night', 'dong-jing-night'),
        ('an_import-01', 'an_import-01'),
    ],
)
def test_s4_titles_are_spelled_out_and_legal_addresses_stay(owner: str, title: str, slug: str) -> None:
    assert proposed(title) == addresses.Proposal(slug)


def test_s4_what_cannot_be_spelled_is_asked_for(owner: str) -> None:
    assert proposed('---') == addresses.Proposal('', addresses.ASK)
    with pytest.raises(Invalid, match='letters from a to z'):
        take('---', 'post-1')


@pytest.mark.parametrize('scope', [addresses.ARTIST, POST, addresses.PORTFOLIO, addresses.releases_of('ann')])
def test_s4_words_of_ours_are_kept_back(owner: str, scope: str) -> None:
    assert proposed('Admin', scope).slug == ''
    assert 'kept for LevelMix' in proposed('Admin', scope).said
    with pytest.raises(Invalid, match='kept for LevelMix'):
        take('admin', 'one', scope)


def test_s4_a_taken_address_gets_a_number_that_is_told(owner: str) -> None:
    take('name', 'post-1')
    assert proposed('Name') == addresses.Proposal('name-2', '“name” is taken, so a number was added.')
    assert proposed('Name', target='post-1') == addresses.Proposal('name')
    assert take('x' * 60, 'post-2') == 'x' * 60
    assert proposed('x' * 60).slug == 'x' * 58 + '-2'


def test_releases_of_two_artists_may_have_one_address(owner: str) -> None:
    assert take('glasshouse', 'release-1', addresses.releases_of('ann')) == 'glasshouse'
    assert take('glasshouse', 'release-2', addresses.releases_of('bea')) == 'glasshouse'


def test_a_page_is_at_first_at_the_handle_of_its_artist(ann: str, bea: str) -> None:
    account.change(ann, {'handle': 'ann'})
    assert profiles.of(ann).address == '/u/ann'
    assert profiles.of(bea).address == ''


def test_nobody_takes_the_handle_of_somebody_else_for_their_page(ann: str, bea: str) -> None:
    account.change(ann, {'handle': 'the-wires'})
    with pytest.raises(Invalid, match='@the-wires is somebody else'):
        profiles.change(bea, slug='the-wires')
    assert profiles.proposed_slug(bea, 'The Wires').slug == 'the-wires-2'
    assert profiles.change(ann, slug='the-wires').slug == 'the-wires'


def test_the_address_of_who_has_left_rests_and_is_then_free(owner: str) -> None:
    take('ann', 'profile-1', addresses.ARTIST)
    with transaction() as session:
        addresses.give_up(session, addresses.ARTIST, 'profile-1')
    with pytest.raises(Invalid, match='rests for a while'):
        take('ann', 'profile-2', addresses.ARTIST)
    with time_machine.travel(utc_now() + timedelta(days=91), tick=False):
        assert take('ann', 'profile-2', addresses.ARTIST) == 'ann'
    assert found('ann', addresses.ARTIST) == addresses.Found('profile-2', 'ann', is_old=False)
