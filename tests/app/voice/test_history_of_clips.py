"""Whose clips they are, and how they are found again."""

from collections.abc import Callable

import pytest

from app.db import transaction
from app.errors import NotFound
from app.voice import queries, service
from models import CustomVoice, GeneratedAudioClip, Status
from models.types import new_id, utc_now
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


def test_the_voice_of_a_clip_has_the_name_that_people_know_it_by(owner: str) -> None:
    own = CustomVoice(
        user_id=owner, name='Ann at home', s3_key='', consent_name='', consent_hash='', consented_at=utc_now()
    )
    ids = {name: new_id() for name in ('af_heart', 'shift-lower', own.id, new_id(), 'there-annie')}
    with transaction() as session:
        session.add(own)
        for voice, clip_id in ids.items():
            clip = GeneratedAudioClip(
                id=clip_id,
                user_id=owner,
                kind=service.SPEAK,
                service='styletts2',
                title='',
                voice=voice,
                settings='{}',
                status=Status.COMPLETED,
            )
            session.add(clip)
    shown = {clip.id: clip.voice_name for clip in queries.history(owner).found}
    told = ['Heart', 'Lower', 'Ann at home', 'a voice that was deleted', 'there-annie']
    assert [shown[clip_id] for clip_id in ids.values()] == told
