"""Releases: made, changed without losing what somebody else wrote, ordered whole, deleted and brought back."""

from datetime import timedelta

import pytest
import time_machine

from app.artist import addresses, points, profiles, release_fields, releases
from app.errors import Changed, Invalid, NotFound
from models.types import utc_now
from tests.app.artist.page_support import SPOTIFY, YOUTUBE, logged, release_of


def test_a_release_begins_as_a_draft_in_front_of_the_others(ann: str) -> None:
    releases.make(ann, 'First')
    made = releases.make(ann, 'Second', kind='ep', links={'spotify': SPOTIFY})
    assert [one.title for one in releases.listed(ann)] == ['Second', 'First']
    assert (made.is_public, made.slug, made.links) == (False, 'second', {'spotify': SPOTIFY})


def test_s14_each_wrong_link_is_told_beside_its_service_and_nothing_is_kept(ann: str) -> None:
    made = release_of(ann)
    with pytest.raises(Invalid) as refused:
        releases.change(ann, made.id, title='New', links={'spotify': YOUTUBE, 'tidal': 'javascript:1'})
    assert refused.value.fields.keys() == {'spotify', 'tidal'}
    assert 'This is a YouTube link' in refused.value.fields['spotify']
    assert releases.get(ann, made.id) == made


def test_more_links_keep_their_ids_through_new_names(ann: str) -> None:
    made = release_of(ann, custom=[{'label': 'Tickets', 'url': 'tickets.example/1'}])
    (one,) = made.custom
    assert one['url'] == 'https://tickets.example/1'
    renamed = releases.change(ann, made.id, custom=[{**one, 'label': 'Buy tickets'}, {'url': 'ann.example'}])
    assert renamed.custom[0] == {**one, 'label': 'Buy tickets'}
    assert renamed.custom[1]['label'] == 'ann.example'


def test_who_edits_an_older_state_is_told_and_nothing_is_lost(ann: str) -> None:
    made = release_of(ann)
    releases.change(ann, made.id, made.revision, description='By one hand')
    with pytest.raises(Changed, match='What you wrote is still here'):
        releases.change(ann, made.id, made.revision, description='By the other')
    assert releases.get(ann, made.id).description == 'By one hand'


def test_saving_what_is_there_already_is_no_change(ann: str) -> None:
    made = release_of(ann)
    assert releases.change(ann, made.id, title=made.title).revision == made.revision
    assert logged('release.changed') == 0


def test_s16_the_last_order_holds_whole_and_without_holes(ann: str) -> None:
    a, b, c = (releases.make(ann, title).id for title in ('A', 'B', 'C'))
    releases.order(ann, [a, b, c])
    found = releases.order(ann, [c, a])
    assert [(one.title, one.order) for one in found] == [('C', 0), ('A', 1), ('B', 2)]


def test_s16_who_has_read_an_older_order_is_told(ann: str) -> None:
    a, b = (releases.make(ann, title).id for title in ('A', 'B'))
    seen = releases.mark_of([b, a])
    releases.order(ann, [a, b], seen)
    with pytest.raises(Changed, match='changed from somewhere else'):
        releases.order(ann, [b, a], seen)
    assert [one.id for one in releases.listed(ann)] == [a, b]


def test_nobody_orders_changes_or_deletes_what_is_not_theirs(ann: str, bea: str) -> None:
    made = release_of(ann)
    for act in (
        lambda: releases.get(bea, made.id),
        lambda: releases.change(bea, made.id, title='Mine'),
        lambda: releases.delete(bea, made.id),
        lambda: releases.restore(bea, made.id),
        lambda: releases.order(bea, [made.id]),
    ):
        with pytest.raises(NotFound):
            act()


def test_a_deleted_release_comes_back_for_thirty_days(ann: str) -> None:
    made = release_of(ann)
    releases.delete(ann, made.id)
    assert releases.listed(ann) == []
    assert releases.restore(ann, made.id).title == 'Glasshouse'
    releases.delete(ann, made.id)
    with time_machine.travel(utc_now() + timedelta(days=31), tick=False):
        assert releases.forget_deleted() == 1
        with pytest.raises(NotFound):
            releases.restore(ann, made.id)
        with pytest.raises(Invalid, match='taken by a release that is gone'):
            releases.change(ann, release_of(ann, 'Other').id, slug='glasshouse')


def test_x2_publishing_earns_its_points_once(ann: str) -> None:
    made = release_of(ann)
    for public in (False, True):
        releases.change(ann, made.id, public=public)
    assert points.of(ann).xp == 40


def test_tracks_are_written_a_line_each_with_their_lengths() -> None:
    found = release_fields.written_tracks('Glasshouse 3:41\nNight – Drive – 1:02:03\n\n7:30 a.m.\nOne of 3\n')
    assert found == [
        {'title': 'Glasshouse', 'seconds': 221},
        {'title': 'Night – Drive', 'seconds': 3723},
        {'title': '7:30 a.m.'},
        {'title': 'One of 3'},
    ]
    assert release_fields.written_tracks(release_fields.as_lines(found)) == found


def test_the_address_of_a_release_is_its_own_and_old_ones_lead_on(ann: str) -> None:
    made = release_of(ann)
    assert releases.proposed_slug(ann, 'Glasshouse').slug == 'glasshouse-2'
    assert releases.proposed_slug(ann, 'Glasshouse', made.id).slug == 'glasshouse'
    assert release_of(ann, 'Glasshouse').slug == 'glasshouse-2'
    with pytest.raises(Invalid, match='taken by “Glasshouse”'):
        releases.change(ann, made.id, slug='glasshouse-2')
    with pytest.raises(Invalid) as asked:
        releases.make(ann, '…')
    assert asked.value.fields == {'slug': addresses.ASK}


def test_a_page_tells_who_was_slower(ann: str) -> None:
    page = profiles.of(ann)
    profiles.change(ann, page.revision, tagline='One')
    with pytest.raises(Changed, match='What you wrote is still here'):
        profiles.change(ann, page.revision, tagline='Two')


def test_a_page_is_not_shown_without_a_name_and_an_address(ann: str) -> None:
    with pytest.raises(Invalid) as refused:
        profiles.change(ann, public=True)
    assert refused.value.fields.keys() == {'slug'}
    with pytest.raises(Invalid) as refused:
        profiles.change(ann, name='', slug='ann', public=True)
    assert refused.value.fields.keys() == {'name'}
    assert profiles.change(ann, slug='ann', public=True).published_at is not None
