"""What a browser sends is accepted only if a page of ours could send it."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest
from nicegui import Client, ui
from nicegui.events import GenericEventArguments

from app.audio.segments.tracklist import MOST_BYTES
from app.voice.changing import TEXT_LIMIT
from app.voice.text.clean import MOST_CHARACTERS
from app.web.sockets import AT_ONCE, MESSAGE_CHARS, PER_SECOND, Pace
from components.audio.timeline import MOST_TRACKS, Timeline
from components.audio.timeline import _edited as edited
from components.leveling.loudness_picker import LIST_CHARS, LoudnessPicker, read
from components.uploads.uploader import MOST_HERE, Uploader
from components.uploads.uploader import _arrived as arrived
from components.uploads.uploader import _waiting as waiting
from components.vocabulary.fields import LongText
from components.vocabulary.sent import Sent, Unreadable, hear
from components.voice.text_box import TextBox

CHOICE = {'target': -14, 'ceiling': -1, 'name': None, 'format': '', 'even': 0, 'tracklist': ''}


def test_of_a_queue_without_an_end_a_page_draws_no_more_than_people_have_there() -> None:
    here = [{'id': str(number), 'name': 'n' * 9000} for number in range(20_000)]
    kept = waiting({'open': 20_000, 'ready': 20_000, 'here': here})
    assert (kept.open, kept.ready) == (20_000, 20_000)
    assert len(kept.here) == MOST_HERE
    assert len(kept.here[0].name) == 300


def test_what_pages_say_is_understood() -> None:
    assert read(Sent(CHOICE)).target == -14.0
    assert read(Sent(CHOICE | {'name': 'Club', 'tracklist': '0:00 a'})).tracklist == '0:00 a'
    assert waiting({'open': 1, 'ready': 1, 'here': []}).here == ()
    assert arrived(Sent({'key': '1-2', 'id': 'x', 'name': 'mix.wav', 'choice': CHOICE})).name == 'mix.wav'
    assert edited(Sent({'tracks': None, 'serial': 3})) == (None, 3)
    tracks, _ = edited(Sent({'tracks': [{'start_s': 0, 'title': None}, {'start_s': 61.5, 'title': 'b'}], 'serial': 4}))
    assert tracks == [{'start_s': 0.0, 'title': ''}, {'start_s': 61.5, 'title': 'b'}]


@pytest.mark.parametrize(
    ('understand', 'sent'),
    [
        (waiting, {'open': -1, 'ready': 0}),
        (waiting, {'open': 1.5, 'ready': 0}),
        (waiting, {'open': 10**30, 'ready': 0}),
        (waiting, {'open': True, 'ready': 0}),
        (waiting, {'open': 0, 'ready': 0, 'here': 'many'}),
        (waiting, {'open': 0, 'ready': 0, 'here': [7]}),
        (waiting, {'open': 0, 'ready': 0, 'here': [{'id': 'x' * 101, 'name': ''}]}),
        (waiting, []),
        (read, CHOICE | {'target': 'loud'}),
        (read, CHOICE | {'target': float('nan')}),
        (read, CHOICE | {'name': 'n' * 101}),
        (read, CHOICE | {'tracklist': 'x' * (LIST_CHARS + 1)}),
        (read, CHOICE | {'format': ['wav']}),
        (edited, {'tracks': [{'start_s': 0}] * (MOST_TRACKS + 1), 'serial': 1}),
        (edited, {'tracks': [{'start_s': 'now'}], 'serial': 1}),
        (edited, {'tracks': 7, 'serial': 1}),
        (Sent.flag, 'yes'),
    ],
)
def test_what_no_page_says_is_not_understood(understand: Callable[[Sent], object], sent: Any) -> None:
    with pytest.raises(Unreadable):
        understand(Sent(sent))


def test_nobody_hears_of_what_was_not_understood() -> None:
    heard: list[bool] = []

    async def story() -> None:
        client = Client(ui.page('/'), request=None)
        with client:
            box = ui.element()
            hear(box, 'change', Sent.flag, heard.append)
        (listener,) = box._event_listeners.values()
        assert listener.handler is not None
        for told in ('yes', None, [True], True):
            await listener.handler(GenericEventArguments(sender=box, client=client, args=told))

    asyncio.run(story())
    assert heard == [True]


def test_a_tracklist_as_long_as_it_may_be_comes_through() -> None:
    """Those that are a little too long come through, too, so that they are refused with a sentence."""
    assert MOST_BYTES < LIST_CHARS
    assert {Uploader.EVENT_CHARS, LoudnessPicker.EVENT_CHARS, Timeline.EVENT_CHARS} == {2 * LIST_CHARS}
    assert 2 * LIST_CHARS < MESSAGE_CHARS


def test_texts_as_long_as_they_may_be_come_through_whatever_they_are_of() -> None:
    with Client(ui.page('/'), request=None):
        text = TextBox(MOST_CHARACTERS, 'ann', '', lambda: None)
        words = LongText('words', TEXT_LIMIT)
    one_too_many = json.dumps('\x01' * (MOST_CHARACTERS + 1))
    assert len(one_too_many) <= text.EVENT_CHARS < MESSAGE_CHARS, 'so that it is refused with a sentence'
    assert len(json.dumps('\x01' * TEXT_LIMIT)) <= words.EVENT_CHARS < MESSAGE_CHARS


def test_a_socket_may_say_much_at_once_and_then_as_much_as_a_page_does() -> None:
    pace = Pace(0.0)
    assert all(pace.allows(100, 0.0) for _ in range(int(AT_ONCE * 0.9)))
    assert not all(pace.allows(100, 0.0) for _ in range(int(AT_ONCE * 0.2)))
    assert pace.allows(100, 60.0)
    steady = Pace(0.0)
    assert all(steady.allows(100, second / PER_SECOND * 1.01) for second in range(10_000))
    long = Pace(0.0)
    assert sum(long.allows(MESSAGE_CHARS, 0.0) for _ in range(100)) < 40
