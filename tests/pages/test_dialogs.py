"""A dialog that was answered is gone; one whose page went first is no fault of anybody."""

import asyncio

import pytest
from nicegui import Client, ui

from components.vocabulary.confirm import confirm_which
from components.vocabulary.elements import CLOSES_WITHIN_S, answer_of, dialog_named


async def how_to_disconnect(client: Client) -> str | None:
    with client:
        return await confirm_which('Disconnect it?', 'It is forgotten.', {'erase': 'And erase'}, 'And keep')


def test_an_answer_comes_and_the_dialog_goes() -> None:
    async def story() -> None:
        with Client(ui.page('/'), request=None):
            dialog = dialog_named('Name it')
            waiting = asyncio.create_task(answer_of(dialog))
            await asyncio.sleep(0)
            dialog.submit('Blue')
            assert await waiting == 'Blue'
            assert not dialog.is_deleted, 'while it closes it gives the focus back'
            closed = asyncio.Event()
            asyncio.get_running_loop().call_later(CLOSES_WITHIN_S, closed.set)
            await closed.wait()
            assert dialog.is_deleted

    asyncio.run(story())


@pytest.mark.parametrize('answer', [None, 'erase', ''])
def test_of_several_ways_to_do_something_going_back_is_none(answer: str | None) -> None:
    async def story() -> None:
        with Client(ui.page('/'), request=None) as client:
            waiting = asyncio.create_task(how_to_disconnect(client))
            await asyncio.sleep(0)
            (dialog,) = [one for one in client.elements.values() if isinstance(one, ui.dialog)]
            dialog.submit(answer)
            assert await waiting == answer

    asyncio.run(story())


def test_a_dialog_that_was_taken_away_meanwhile_is_not_taken_away_again() -> None:
    async def story() -> None:
        with Client(ui.page('/'), request=None):
            dialog = dialog_named('Name it')
            waiting = asyncio.create_task(answer_of(dialog))
            await asyncio.sleep(0)
            dialog.delete()
            dialog.submit(None)
            assert await waiting is None

    asyncio.run(story())
