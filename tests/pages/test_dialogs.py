"""A dialog that was answered is gone; one whose page went first is no fault of anybody."""

import asyncio

from nicegui import Client, ui

from components.vocabulary.elements import CLOSES_WITHIN_S, answer_of, dialog_named


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
