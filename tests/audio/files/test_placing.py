"""A finished file takes no name that somebody else has got meanwhile, on any kind of disk."""

import os
from pathlib import Path

import pytest

from app.audio.errors import WriteFailed
from app.audio.files.placing import place


def no_second_name(*_: object) -> None:
    raise PermissionError(1, 'Operation not permitted')


@pytest.fixture(params=['links', 'no links'])
def draft(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    if request.param == 'no links':
        monkeypatch.setattr(os, 'link', no_second_name)
    (tmp_path / 'draft').write_text('finished')
    return tmp_path / 'draft'


def test_it_gets_its_name(draft: Path) -> None:
    target = draft.with_name('Mix.wav')
    place(draft, target)
    assert [path.name for path in draft.parent.iterdir()] == ['Mix.wav']
    assert target.read_text() == 'finished'


@pytest.mark.parametrize('is_link', [False, True])
def test_a_name_that_is_taken_stays_with_whoever_has_it(draft: Path, is_link: bool) -> None:
    target = draft.with_name('Mix.wav')
    if is_link:
        target.symlink_to('nowhere')
    else:
        target.write_text('mine')
    with pytest.raises(WriteFailed, match='is there by now, and was left as it is'):
        place(draft, target)
    assert draft.read_text() == 'finished'
    assert target.is_symlink() if is_link else target.read_text() == 'mine'


def test_a_folder_that_is_gone_is_told_and_nothing_is_left(draft: Path) -> None:
    with pytest.raises(WriteFailed, match='The folder for the result is gone'):
        place(draft, draft.parent / 'gone' / 'Mix.wav')
