"""Whose clips they are, and how they are found again."""

from collections.abc import Callable

import pytest

from app.errors import NotFound
from app.voice import queries, service
from tests.app.accounts_support import person
from tests.app.voice.clips_support import Humming, say


def test_a_clip_is_its_owners_alone(humming: Humming, with_accounts: None, worker: Callable[[], int]) -> None:
    ann, eve = person(), person('eve@example.org')
    clip_id = say(ann)
    worker()
    for deed in (queries.get, service.result, service.retry):
        with pytest.raises(NotFound):
            deed(eve, clip_id)
    assert queries.history(eve).total == 0


def test_the_history_has_a_tool_a_search_and_pages(
    humming: Humming, owner: str, worker: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = say(owner, 'Good morning.'), say(owner, 'Good night, 100 % sleep.')
    assert [clip.id for clip in queries.history(owner).found] == [second, first]
    assert [clip.id for clip in queries.history(owner, search='100 %').found] == [second]
    assert queries.history(owner, tool='effect').total == 0
    monkeypatch.setattr(queries, 'PAGE_SIZE', 1)
    last = queries.history(owner, page=9)
    assert (last.page, last.pages, [clip.id for clip in last.found]) == (2, 2, [first])
