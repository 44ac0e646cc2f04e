"""Presets: six that nobody changes, and one's own."""

import pytest

from app import leveling
from app.db import transaction
from app.errors import NotAllowed, NotFound
from models import User


@pytest.fixture
def other(owner: str) -> str:
    with transaction() as session:
        session.add(User(id='other', email='other@example.org'))
    return 'other'


def test_the_systems_come_first_and_ones_own_follow_by_name(owner: str, other: str) -> None:
    leveling.create_preset(owner, 'zebra', -10)
    leveling.create_preset(owner, 'Ape', -9)
    leveling.create_preset(other, 'Theirs', -8)
    assert [p.name for p in leveling.presets(owner)] == [
        'Spotify', 'YouTube', 'Apple Music', 'Broadcast Standard', 'Club Ready', 'Maximum Impact', 'Ape', 'zebra',
    ]  # fmt: skip


def test_making_changing_and_deleting_ones_own(owner: str) -> None:
    made = leveling.create_preset(owner, '  My   club ', -8.5, -0.5, 'for the big room')
    assert (made.name, made.lufs, made.ceiling_dbtp, made.description) == ('My club', -8.5, -0.5, 'for the big room')
    edited = leveling.edit_preset(owner, made.id, 'My club', -9, -1, '')
    assert leveling.get_preset(owner, made.id) == edited
    leveling.delete_preset(owner, made.id)
    with pytest.raises(NotFound):
        leveling.get_preset(owner, made.id)


def test_the_systems_stay_as_they_are(owner: str) -> None:
    spotify = leveling.presets(owner)[0]
    with pytest.raises(NotAllowed, match='stay as they are'):
        leveling.edit_preset(owner, spotify.id, 'Louder', -5, -1, '')
    with pytest.raises(NotAllowed, match='stay as they are'):
        leveling.delete_preset(owner, spotify.id)
    assert leveling.presets(owner)[0] == spotify


def test_somebody_elses_is_as_good_as_not_there(owner: str, other: str) -> None:
    theirs = leveling.create_preset(other, 'Theirs', -8)
    with pytest.raises(NotFound):
        leveling.get_preset(owner, theirs.id)
    with pytest.raises(NotFound):
        leveling.edit_preset(owner, theirs.id, 'Mine', -8, -1, '')
    with pytest.raises(NotFound):
        leveling.delete_preset(owner, theirs.id)


@pytest.mark.parametrize(
    ('name', 'lufs', 'ceiling', 'sentence'),
    [
        ('', -14, -1, 'Give the preset a name'),
        ('x' * 61, -14, -1, 'at most 60 characters'),
        ('spotify', -14, -1, 'a preset called “Spotify” already'),
        ('Quiet', -41, -1, 'between -40 and -3 LUFS'),
        ('Loud', -2, -1, 'between -40 and -3 LUFS'),
        ('Number', float('nan'), -1, 'between -40 and -3 LUFS'),
        ('High', -14, 0.5, 'between -9 and 0 dBTP'),
        ('Low', -14, -10, 'between -9 and 0 dBTP'),
    ],
)
def test_what_makes_no_sense_is_refused_with_the_range(
    owner: str, name: str, lufs: float, ceiling: float, sentence: str
) -> None:
    with pytest.raises(NotAllowed, match=sentence):
        leveling.create_preset(owner, name, lufs, ceiling)
    assert len(leveling.presets(owner)) == 6
