"""The dialog in which a sound is chosen for the page, and asked which part of it is heard."""

from collections.abc import Awaitable, Callable
from functools import partial

from app.artist import showcase, sources
from app.artist.release_fields import length
from app.artist.sources import Choice
from components.vocabulary.elements import answer_of, block, button, dialog_named, text
from components.vocabulary.empty import empty
from components.vocabulary.form import FormField
from components.vocabulary.local_time import LocalTime
from pages.shell.services import run_service, toast, toast_errors


class SoundChoice:
    """`on_added` is called once one was added."""

    def __init__(self, user_id: str, on_added: Callable[[], Awaitable[None]]) -> None:
        self._user_id, self._on_added, self._page = user_id, on_added, 1

    async def open(self) -> None:
        """Let somebody choose one."""
        self._page = 1
        with (
            dialog_named('Add a sound') as dialog,
            block('sheet stack', role='dialog', aria_label='Add a sound', data_testid='sound-choice'),
        ):
            text('Add a sound', tag='h2')
            self._search = FormField('Search', '', 'sound-search', 100)
            self._place = block('stack tight')
            with block('row'):
                button('Cancel', dialog.close)
        self._dialog = dialog
        self._search.on_left(self._draw)
        dialog.open()
        await self._draw()

    async def ask(self, source: str) -> None:
        """Ask which part of this sound is to be heard, and add it."""
        with toast_errors():
            found = await run_service(sources.find, self._user_id, source)
            await self._ask_part(Choice(source, found.title, '', None, None))

    async def _draw(self) -> None:
        with toast_errors():
            found, pages = await run_service(sources.choices, self._user_id, self._search.value, self._page)
            self._place.clear()
            with self._place:
                if not found:
                    lesson = 'Level a mix, read a text aloud, or send a file: it is found here then.'
                    empty('No sound here', lesson, action='To the library', href='/library', testid='choice-empty')
                for one in found:
                    with block('line'):
                        with block('grow stack tight'):
                            text(one.title, 'strong wrap-any')
                            with block('row small quiet'):
                                text(one.origin)
                                text(length(one.seconds) if one.seconds else '')
                                if one.since is not None:
                                    LocalTime(one.since)
                        button('Choose', partial(self._choose, one), data_testid='sound-choose')
                if self._page < pages:
                    button('Older ones', self._older, 'bare')

    async def _older(self) -> None:
        self._page += 1
        await self._draw()

    async def _choose(self, one: Choice) -> None:
        self._dialog.close()
        await self._ask_part(one)

    async def _ask_part(self, one: Choice) -> None:
        with (
            dialog_named('What is heard') as dialog,
            block('sheet question', role='dialog', aria_label='What is heard', data_testid='sound-part-asked'),
        ):
            text(f'What is heard of “{one.title}”?', 'wrap-any', tag='h2')
            text('Everybody hears it on your page, as long as that is public.', 'quiet', tag='p')
            with block('choices'):
                button('Half a minute', lambda: dialog.submit('part'), 'main-action', data_testid='sound-half')
                button('All of it', lambda: dialog.submit('whole'), data_testid='sound-whole')
                button('Go back', lambda: dialog.submit(None), 'bare')
        answer = await answer_of(dialog)
        if answer not in ('part', 'whole'):
            return
        with toast_errors():
            await run_service(partial(showcase.add, self._user_id, one.id, whole=answer == 'whole'))
            toast('It is being made, and on your page in a moment.')
            await self._on_added()
