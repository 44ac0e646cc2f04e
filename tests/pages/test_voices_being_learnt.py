"""What screens show of a voice that is being learnt: how far it is, for how long yet, and that it was cancelled."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from nicegui import Client, ui

from app import jobs
from app.db import reading
from app.jobs.progress import Snapshot
from app.voice import own_voices, service
from models import Status, VoiceTraining
from pages.job_rows import rows
from pages.leveling.job_list import JobList
from pages.shell.page_state import PageState
from pages.voice import SCREENS
from pages.voice.just_made import JustMade
from pages.voice.own_voices import OwnVoices
from tests.app.voice.learning_support import have_learnt, quick

HALFWAY = Snapshot('', None, Status.PROCESSING, 52, 'learn', 118.0, False, stage_label='Learning the voice')


@pytest.fixture
def voice_id(owner: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A voice that a worker has begun to learn."""
    quick(monkeypatch)
    voice_id = have_learnt(owner, tmp_path)
    claim = jobs.claim(service.LEARN, own_voices.get(owner, voice_id).job_id, 'worker')
    assert claim is not None
    jobs.beat(claim, 40, 'learn', 140.0)
    return voice_id


@pytest.fixture
def shown(owner: str, voice_id: str) -> Iterator[OwnVoices]:
    """The list on an open page."""
    with Client(ui.page('/voice/mine'), request=None):
        listed = OwnVoices(owner)
        asyncio.run(listed.draw())
        yield listed


def said(shown: OwnVoices, testid: str) -> str:
    """What stands there; empty where there is no such thing."""
    found = [one for one in shown._list.place.descendants() if one.props.get('data-testid') == testid]
    return ' '.join(str(getattr(one, 'text', '')) for one in found)


def button_of(shown: OwnVoices, testid: str) -> ui.element:
    return next(one for one in shown._list.place.descendants() if one.props.get('data-testid') == testid)


def test_history_lists_it_and_the_lists_of_clips_do_not(owner: str, voice_id: str) -> None:
    job_id = own_voices.get(owner, voice_id).job_id
    listed = rows([SCREENS], owner)
    assert [one.job.id for one in listed.found] == [job_id], 'what is counted is also shown'
    with Client(ui.page('/history'), request=None):
        jobs_shown = JobList(owner, [SCREENS], takes_new=True, on_count=lambda _: None)
        jobs_shown.fill(listed.found)
        card = jobs_shown._cards[job_id].root
        told = [str(getattr(one, 'text', '')) for one in card.descendants()]
        assert {'Mine', 'Learning a voice', '40 %', 'about 2 min left'} <= set(told)
        clips = JustMade(owner, PageState((SCREENS,)), 'speak', 'All', '')._jobs
        clips.fill([])
        asyncio.run(clips._look(job_id))
        assert clips._cards == {}


def test_it_says_how_far_learning_is_and_how_long_it_will_take(shown: OwnVoices) -> None:
    assert said(shown, 'stage') == 'Learning the voice'
    assert said(shown, 'percent') == '40 %'
    assert said(shown, 'time-left') == 'about 2 min left'


def test_it_moves_on_below_a_button_that_stays(shown: OwnVoices, owner: str, voice_id: str) -> None:
    cancel = button_of(shown, 'own-cancel')
    job_id = own_voices.get(owner, voice_id).job_id
    shown._hear(replace(HALFWAY, id=job_id))
    assert (said(shown, 'percent'), said(shown, 'time-left')) == ('52 %', 'about 2 min left')
    shown._hear(replace(HALFWAY, id=job_id, percent=97, seconds_left=4.0))
    assert (said(shown, 'percent'), said(shown, 'time-left')) == ('97 %', 'a few seconds left')
    asyncio.run(shown.draw())
    assert button_of(shown, 'own-cancel') is cancel, 'a press on one that was replaced would be lost'


def test_who_cancels_is_told_at_once_and_then_what_was_kept(shown: OwnVoices, owner: str, voice_id: str) -> None:
    own_voices.cancel(owner, voice_id)
    asyncio.run(shown.draw())
    assert said(shown, 'stage') == 'Cancelling …'
    assert said(shown, 'time-left') == '', 'nothing is left to wait for'

    with reading() as session:
        training = session.get_one(VoiceTraining, own_voices.get(owner, voice_id).job_id)
    assert jobs.settle(jobs.Claim(training, 1, 'worker'), Status.CANCELLED)
    asyncio.run(shown.draw())
    told = button_of(shown, 'own-error')
    assert 'Its samples are kept: try again' in said(shown, 'own-error')
    assert (told.props['role'], 'bad' in told.classes) == ('status', False), 'nothing went wrong'
    assert said(shown, 'stage') == ''
    assert button_of(shown, 'own-retry')
