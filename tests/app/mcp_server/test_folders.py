"""Tools for files of this machine reach what is below the allowed folders, whatever a name looks like."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app.errors import NotAllowed, NotFound
from app.tools import Folders


@pytest.fixture
def allowed(tmp_path: Path) -> Path:
    folder = tmp_path / 'allowed'
    folder.mkdir()
    (folder / 'mix.wav').write_bytes(b'sound')
    (tmp_path / 'secret.wav').write_bytes(b'not yours')
    return folder


def via_link(allowed: Path) -> str:
    (allowed / 'link.wav').symlink_to(allowed.parent / 'secret.wav')
    return 'link.wav'


def via_folder(allowed: Path) -> str:
    (allowed / 'way').symlink_to(allowed.parent)
    return 'way/secret.wav'


def via_chain(allowed: Path) -> str:
    (allowed / 'a').symlink_to(allowed / 'b')
    (allowed / 'b').symlink_to(allowed.parent / 'secret.wav')
    return 'a'


OUTSIDE: dict[str, Callable[[Path], str]] = {
    'the folder above': lambda allowed: '../secret.wav',
    'there and back': lambda allowed: f'{allowed}/../secret.wav',
    'a whole path': lambda allowed: str(allowed.parent / 'secret.wav'),
    'a name that begins alike': lambda allowed: f'{allowed}-too/secret.wav',
    'a device': lambda allowed: '/dev/zero',
    'a link': via_link,
    'a link to a folder': via_folder,
    'a link to a link': via_chain,
}


@pytest.mark.parametrize('way', OUTSIDE.values(), ids=OUTSIDE)
def test_nothing_outside_is_read_or_written(allowed: Path, way: Callable[[Path], str]) -> None:
    folders, name = Folders([allowed]), way(allowed)
    with pytest.raises(NotAllowed, match='Only files below'):
        folders.source(name)
    with pytest.raises(NotAllowed, match='Only files below'):
        folders.result(name, allowed / 'mix.wav', overwrite=True)
    with pytest.raises(NotAllowed, match='Only files below'):
        folders.files(name, {'.wav'}, inside=True)


def test_what_is_outside_is_refused_alike_whether_it_is_there_or_not(allowed: Path) -> None:
    refusals = []
    for name in ('../secret.wav', '../nothing.wav'):
        with pytest.raises(NotAllowed) as refused:
            Folders([allowed]).source(name)
        refusals.append(str(refused.value))
    assert refusals[0] == refusals[1]


@pytest.mark.parametrize('name', ['nul\0.wav', 'a' * 5000, 'round'])
def test_a_name_that_is_none_is_a_sentence(allowed: Path, name: str) -> None:
    (allowed / 'round').symlink_to(allowed / 'round')
    with pytest.raises((NotFound, NotAllowed)) as refused:
        Folders([allowed]).source(name)
    assert str(refused.value).endswith('.')


def test_a_link_that_stays_inside_is_followed(allowed: Path) -> None:
    (allowed / 'again.wav').symlink_to('mix.wav')
    assert Folders([allowed]).source('again.wav') == allowed.resolve() / 'mix.wav'


def test_a_second_folder_is_reached_by_its_whole_path(allowed: Path, tmp_path: Path) -> None:
    (tmp_path / 'more').mkdir()
    (tmp_path / 'more' / 'other.wav').write_bytes(b'sound')
    folders = Folders([allowed, tmp_path / 'more'])
    assert folders.source(str(tmp_path / 'more' / 'other.wav')).name == 'other.wav'


def test_a_result_replaces_nothing_unless_asked_and_the_original_never(allowed: Path) -> None:
    folders, mix = Folders([allowed]), allowed / 'mix.wav'
    (allowed / 'there.wav').write_bytes(b'kept')
    (allowed / 'alias.wav').hardlink_to(mix)
    with pytest.raises(NotAllowed, match='there already, and was left as it is'):
        folders.result('there.wav', mix, overwrite=False)
    assert folders.result('there.wav', mix, overwrite=True).name == 'there.wav'
    for name in ('mix.wav', 'alias.wav'):
        with pytest.raises(NotAllowed, match='would replace the original'):
            folders.result(name, mix, overwrite=True)
    with pytest.raises(NotFound, match='There is no folder'):
        folders.result('nowhere/new.wav', mix, overwrite=False)


def test_files_are_listed_by_name_without_those_that_lead_outside(allowed: Path) -> None:
    via_link(allowed)
    via_folder(allowed)
    (allowed / 'deep').mkdir()
    (allowed / 'deep' / 'b.FLAC').write_bytes(b'')
    (allowed / '.hidden.wav').write_bytes(b'')
    (allowed / 'notes.txt').write_bytes(b'')
    folders = Folders([allowed])
    assert [path.name for path in folders.files('', {'.wav', '.flac'}, inside=False)] == ['mix.wav']
    assert [path.name for path in folders.files('', {'.wav', '.flac'}, inside=True)] == ['mix.wav', 'b.FLAC']


def test_a_folder_that_is_not_there_is_told_at_the_start(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match='There is no folder'):
        Folders([tmp_path / 'nowhere'])
