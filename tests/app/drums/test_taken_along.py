"""Whoever takes their data along has what they made of songs together with others, and nothing of the others'."""

from app import accounts
from app.drums import proposals, reviews, versions
from app.drums.drum_map import Lane
from tests.app.drums.community import BEAT, brought, with_hits


def test_songs_maps_versions_fixes_and_decisions_are_taken_along(ann: str, bea: str, vera: str) -> None:
    mine = brought(ann)
    fix = proposals.submit(bea, mine.version_id or '', with_hits(BEAT, (1_000, Lane.SNARE)), 'The snare on two')
    reviews.decide(vera, fix.id, 'approve', '', revision=fix.revision)
    taken = {who: accounts.everything(who) for who in (ann, bea, vera)}
    assert [row['id'] for row in taken[ann]['songs']] == [mine.song_id]
    assert [row['id'] for row in taken[ann]['maps']] == [mine.id]
    assert [row['version_number'] for row in taken[ann]['map_versions']] == [1]
    assert [row['version_number'] for row in taken[bea]['map_versions']] == [2]
    assert [row['summary'] for row in taken[bea]['map_edit_proposals']] == ['The snare on two']
    assert [row['decision'] for row in taken[vera]['map_verification_decisions']] == ['approve']
    assert taken[ann]['map_edit_proposals'] == taken[bea]['songs'] == taken[vera]['map_versions'] == []
    assert 'song_fingerprints' not in taken[ann], 'numbers that say nothing to anybody'
    assert versions.listed(mine.id, ann).total == 2
