"""Fixes: suggested, changed, taken to a newer version, decided on by others, set right when that was wrong."""

import json
from threading import Barrier, Thread

import pytest
import sqlalchemy as sa
from sqlmodel import col

from app import notifications
from app.db import reading
from app.drums import maps, proposals, reviews, songs, versions
from app.drums.drum_map import Lane
from app.errors import Changed, LevelMixError, NotAllowed, NotFound, OverLimit
from models import AuditEntry
from tests.app.accounts_support import person
from tests.app.drums.community import BEAT, becomes, brought, score, suggested, with_hits, without

SNARE = (1_000, Lane.SNARE)


def test_a_fix_is_suggested_seen_before_and_after_and_accepted(ann: str, bea: str, vera: str) -> None:
    made = brought(ann)
    fix = suggested(bea, made, SNARE, summary='The snare on two')
    assert (fix.words, fix.by, fix.status, fix.is_behind) == ('+1', 'Bea', 'pending', False)
    assert 'suggested' in notifications.newest(ann)[0].title
    before, after = proposals.before_and_after(vera, fix.id)
    assert (before.hits, len(after.hits)) == (BEAT.hits, len(BEAT.hits) + 1)
    assert [one.id for one in reviews.queue(vera).found] == [fix.id]
    decided = reviews.decide(vera, fix.id, 'approve', revision=fix.revision, verifies=True)
    assert (decided.status, decided.decision and decided.decision.by) == ('approved', 'Vera')
    now = versions.listed(made.id).found[0]
    assert (now.number, now.words, now.note, now.by, now.source) == (2, '+1', 'The snare on two', 'Bea', 'edit')
    assert versions.drum_map(now.id).hits == with_hits(BEAT, SNARE).hits
    assert songs.get(made.song_id).canonical_map_id == made.id, 'it was found right with it'
    assert (score(bea), score(vera)[0]) == ((10, 10), 106), 'for the decision, and for the map'
    assert notifications.newest(bea)[0].title == 'Your fix to “Four to the floor” by The Testers is accepted'
    assert reviews.queue(vera).total == 0


def test_nobody_decides_on_their_own_fix_and_only_verifiers_decide(ann: str, bea: str, vera: str) -> None:
    made = brought(ann)
    own, other = suggested(vera, made), suggested(bea, made)
    with pytest.raises(NotAllowed, match='own fix'):
        reviews.decide(vera, own.id, 'approve', revision=1)
    assert [one.id for one in reviews.queue(vera).found] == [other.id]
    for stranger in (ann, bea):
        with pytest.raises(NotAllowed, match='Verifiers decide'):
            reviews.decide(stranger, own.id, 'approve', revision=1)
        with pytest.raises(NotAllowed, match='Verifiers decide'):
            reviews.queue(stranger)
    assert versions.listed(made.id).total == 1
    assert score(vera) == (100, 100)


def test_after_changes_were_asked_for_it_waits_on_and_every_decision_is_on_record(
    ann: str, bea: str, vera: str
) -> None:
    made = brought(ann)
    fix = suggested(bea, made)
    with pytest.raises(NotAllowed, match='Say why'):
        reviews.decide(vera, fix.id, 'needs_changes', revision=1)
    waiting = reviews.decide(vera, fix.id, 'needs_changes', 'On four as well', revision=fix.revision)
    assert (waiting.status, waiting.decision and waiting.decision.notes) == ('pending', 'On four as well')
    assert score(bea) == (0, 0)
    changed = with_hits(BEAT, SNARE, (2_000, Lane.SNARE))
    again = proposals.revise(bea, fix.id, changed, 'Both of them', waiting.revision)
    with pytest.raises(Changed):
        reviews.decide(vera, fix.id, 'approve', revision=waiting.revision)
    done = reviews.decide(vera, fix.id, 'reject', 'No, neither', revision=again.revision)
    assert (done.status, done.decision and done.decision.decision) == ('rejected', 'reject')
    with reading() as session:
        lines = sa.select(AuditEntry).where(col(AuditEntry.action) == 'proposal.decided')
        found = [json.loads(one.new_data or '')['decision'] for one in session.scalars(lines.order_by(AuditEntry.id))]
    assert found == ['needs_changes', 'reject']
    assert (score(bea), score(vera)) == ((-2, -2), (103, 103))


def test_two_who_decide_at_once_do_not_both_decide(ann: str, bea: str, vera: str, cora: str) -> None:
    made = brought(ann)
    fix, ready, ends = suggested(bea, made), Barrier(4), list[str]()
    others = [vera, cora, *(becomes(person(f'{name}@example.org'), 'verifier') for name in ('vito', 'vlad'))]

    def decide(user_id: str, decision: str) -> None:
        ready.wait()
        try:
            ends.append(reviews.decide(user_id, fix.id, decision, 'So it is', revision=1).status)
        except LevelMixError as error:
            ends.append(str(error))

    threads = [
        Thread(target=decide, args=(who, decision))
        for who, decision in zip(others, ('approve', 'reject', 'approve', 'reject'), strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len([end for end in ends if end in ('approved', 'rejected')]) == 1
    assert len([end for end in ends if end.startswith(reviews.ANOTHER)]) == 3
    outcome = proposals.get(bea, fix.id).status
    assert versions.listed(made.id).total == (2 if outcome == 'approved' else 1)
    assert score(bea) == ((10, 10) if outcome == 'approved' else (-2, -2))
    assert sum(score(one)[0] for one in others) == 100 + 500 + 100 + 100 + 3


def test_a_fix_to_an_older_version_is_taken_over_as_far_as_it_fits(ann: str, bea: str, vera: str) -> None:
    made = brought(ann)
    fix = suggested(bea, made, SNARE)
    clash = proposals.submit(bea, made.version_id or '', without(BEAT, 500), 'Nothing is played there')
    now = versions.save(ann, made.id, without(BEAT, 500), based_on=made.version_id or '')
    later = versions.save(ann, made.id, with_hits(versions.drum_map(now.id), (4_000, Lane.CRASH)), based_on=now.id)
    assert proposals.get(bea, fix.id).is_behind
    assert [one for one in proposals.look_rebased(bea, fix.id).conflicts] == []
    reviews.decide(vera, fix.id, 'approve', revision=1)
    assert (
        versions.drum_map(versions.listed(made.id).found[0].id).hits
        == with_hits(versions.drum_map(later.id), SNARE).hits
    ), 'it is made on what is current'
    with pytest.raises(NotAllowed, match='already'):
        proposals.rebase(bea, clash.id, 1)
    proposals.withdraw(bea, clash.id)
    with pytest.raises(NotAllowed, match='withdrawn'):
        reviews.decide(vera, clash.id, 'reject', 'Too late', revision=1)


def test_what_does_not_fit_any_more_is_told_and_left_out_when_that_is_wanted(ann: str, bea: str, vera: str) -> None:
    made = brought(ann)
    both = with_hits(without(BEAT, 500), SNARE)
    fix = proposals.submit(bea, made.version_id or '', both, 'A snare more and a beat less')
    softer = BEAT.with_hits([type(hit)(hit.ms, hit.lane, 40) for hit in BEAT.hits])
    versions.save(ann, made.id, softer, based_on=made.version_id or '')
    with pytest.raises(NotAllowed, match='do not fit any more'):
        reviews.decide(vera, fix.id, 'approve', revision=1)
    with pytest.raises(NotAllowed, match='do not fit any more'):
        proposals.rebase(bea, fix.id, 1)
    assert proposals.get(bea, fix.id).words == fix.words, 'nothing was changed'
    kept = proposals.rebase(bea, fix.id, 1, drop=True)
    assert (kept.words, kept.is_behind, kept.revision) == ('+1', False, 2)


def test_a_wrong_approval_is_set_right_by_a_curator(ann: str, bea: str, vera: str, cora: str) -> None:
    made = brought(ann)
    fix = suggested(bea, made, SNARE)
    reviews.decide(vera, fix.id, 'approve', revision=1)
    with pytest.raises(NotAllowed, match='Curators'):
        reviews.reverse(vera, fix.id, 'It was wrong')
    reviews.reverse(cora, fix.id, 'There is no snare')
    now = versions.listed(made.id).found[0]
    assert (now.number, versions.drum_map(now.id).hits) == (3, BEAT.hits)
    assert (score(bea), score(vera)) == ((0, 0), (93, 93))
    with pytest.raises(NotAllowed, match='already'):
        reviews.reverse(cora, fix.id, 'Once more')
    with pytest.raises(NotAllowed, match='Verifiers'):
        reviews.queue(vera)


def test_only_so_many_fixes_wait_and_fewer_of_those_who_were_rejected_more(ann: str, bea: str, vera: str) -> None:
    made = brought(ann)
    for number in range(proposals.MOST_OF_A_MAP):
        suggested(bea, made, (1_000 + number, Lane.SNARE))
    with pytest.raises(OverLimit, match='to this map'):
        suggested(bea, made, (3_000, Lane.SNARE))
    first = proposals.mine(bea).found[-1]
    reviews.decide(vera, first.id, 'reject', 'No', revision=1)
    other = brought(ann, title='Another')
    with pytest.raises(OverLimit, match='below zero'):
        suggested(bea, other)


@pytest.mark.parametrize(
    'payload', ['', '[]', '{"version": 2}', '{"version": 1}', '{"version": 1, "added": [[1, "gong", 9]]}']
)
def test_what_is_no_difference_is_told(ann: str, bea: str, payload: str) -> None:
    made = brought(ann)
    with pytest.raises(NotAllowed):
        proposals.submit_difference(bea, made.version_id or '', payload, 'Something')
    assert proposals.of_map(made.id).total == 0


def test_strangers_cannot_touch_a_fix_and_deleted_maps_take_theirs_along(ann: str, bea: str, vera: str) -> None:
    made = brought(ann)
    fix = suggested(bea, made)
    with pytest.raises(NotAllowed, match='Only who suggested'):
        proposals.withdraw(ann, fix.id)
    with pytest.raises(NotAllowed, match='Only who suggested'):
        proposals.rebase(vera, fix.id, 1)
    maps.delete(ann, made.id)
    with pytest.raises(NotFound):
        proposals.get(bea, fix.id)
    assert reviews.queue(vera).total == 0
