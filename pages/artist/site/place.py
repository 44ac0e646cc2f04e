"""What the screens of the site share: their tabs and titles, pictures that are sent, and what was just deleted."""

from collections.abc import Awaitable, Callable
from typing import Any

from nicegui import ui

from app.artist import pictures
from app.artist.pictures import PictureView
from app.pictures import MOST_PAGE_BYTES
from components.artist.picture_upload import PictureUpload
from components.vocabulary.elements import block, button, link, text
from pages.shell.services import look_again, run_service, toast_errors

TABS = {
    '/artist/site': 'Posts',
    '/artist/site/portfolio': 'Portfolio',
    '/artist/site/testimonials': 'Testimonials',
    '/artist/inbox': 'Inbox',
}
LOOK_S, PATIENCE = 0.7, 170
"""A picture that was sent is looked for so often, and so many times."""


def head(current: str, title: str, lesson: str, *, edits_house: bool = True) -> ui.element:
    """Title, and tabs for who edits the site; returns the place at the end of the title's line, for buttons."""
    ui.page_title(f'{title} – Site – LevelMix')
    if edits_house:
        with block('tabs', tag='nav', aria_label='Screens of the site'):
            for path, label in TABS.items():
                here = 'true' if path == current else None
                link(label, path, '', aria_current=here, data_testid=f'site-{label.lower()}')
    with block('pagehead'):
        with block():
            text(title, tag='h1')
            text(lesson, tag='p')
        return block('row')


def undo(what: str, bring_back: Callable[[], Awaitable[None]]) -> None:
    """Say that something was deleted, with the button that brings it back."""
    with block('note row spread', role='status', data_testid='deleted-note'):
        text(f'“{what}” was deleted. For thirty days it can be brought back.')
        button('Undo', bring_back, data_testid='undo')


class Picture:
    """The picture of something, and the button that sends another one."""

    def __init__(
        self,
        user_id: str,
        use: str,
        of: str,
        shown: PictureView | None,
        remove: Callable[[], Awaitable[Any]] | None,
        *,
        label: str = 'Choose a picture',
        on_ready: Callable[[PictureView], None] | None = None,
    ) -> None:
        self._user_id, self._remove, self._on_ready = user_id, remove, on_ready
        with block('stack tight', data_testid='picture'):
            self._place = block('stack tight')
            self._upload = PictureUpload(label, {'use': use, 'of': of}, MOST_PAGE_BYTES, self._sent)
        self._draw(shown)

    def _draw(self, shown: PictureView | None) -> None:
        self._place.clear()
        if shown is None:
            return
        with self._place:
            block('thumb', tag='img', src=shown.src, alt=shown.alt or 'The picture as it is now')
            alt = ui.input(value=shown.alt, placeholder='What is to be seen, for whoever cannot see it')
            alt.props(f'outlined dense maxlength={pictures.ALT_MOST} aria-label="What is to be seen in the picture"')

            async def describe() -> None:
                with toast_errors():
                    await run_service(pictures.describe, self._user_id, shown.public_id, alt.value or '')

            alt.on('change', describe, [])
            if self._remove is not None:
                button('Remove', self._take_away, 'bare', data_testid='picture-remove')

    async def _take_away(self) -> None:
        if self._remove is not None:
            with toast_errors():
                await self._remove()
                self._draw(None)

    async def _sent(self, job_id: str) -> None:
        """Wait until the worker has made it ready."""
        self._place.clear()
        with self._place:
            text('The picture is being made ready…', 'quiet small', role='status', data_testid='picture-waits')
        tries = 0

        async def look() -> None:
            nonlocal tries
            tries += 1
            found = await run_service(pictures.of_job, self._user_id, job_id)
            if self._place.is_deleted:
                return
            if found.is_ready:
                looking.cancel()
                self._draw(found if self._on_ready is None else None)
                if self._on_ready is not None:
                    self._on_ready(found)
            elif found.wrong or tries > PATIENCE:
                looking.cancel()
                self._draw(None)
                self._upload.tell(found.wrong or 'The picture waits for a worker. It appears here once it is ready.')

        with self._place:
            looking = look_again(LOOK_S, look)
