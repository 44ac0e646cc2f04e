"""A picture of a page: sent, seen once it is ready, described for those who do not see it, deleted."""

from collections.abc import Awaitable, Callable

from nicegui import ui

from app.artist import page_pictures, pictures
from app.pictures import MOST_PAGE_BYTES
from components.artist.picture_upload import PictureUpload
from components.vocabulary.elements import block, button, text
from components.vocabulary.form import FormField
from models import Status
from pages.shell.services import run_service, toast_errors

LOOKS_EACH_S, LOOKS = 1.0, 120
FIRST, ANOTHER = 'Choose a picture', 'Choose another'


class PicturePlace:
    """One place for a picture.

    Parameters
    ----------
    use, of : what it is for, as `pictures.Wanted` says it.
    on_change : called with its public id once another one is there, or with nothing once it was taken off.
    """

    def __init__(
        self,
        user_id: str,
        label: str,
        use: str,
        of: str,
        public_id: str,
        on_change: Callable[[str], Awaitable[None]],
        testid: str,
    ) -> None:
        self._user_id, self._label, self._use, self._of = user_id, label, use, of
        self._on_change, self._testid, self._public_id = on_change, testid, public_id
        with block('picture-place', data_testid=testid):
            self._shown = block('picture-shown')
            with block('stack tight'):
                text(label, 'label')
                self._upload = PictureUpload(FIRST, {'use': use, 'of': of}, MOST_PAGE_BYTES, self._sent)
                self._more = block('stack tight')

    async def draw(self) -> None:
        """Show what is there."""
        found = await run_service(page_pictures.shown, self._public_id)
        self._shown.clear()
        self._more.clear()
        self._upload.name(FIRST if found is None else ANOTHER)
        if found is None:
            return
        with self._shown:
            block(tag='img', src=found.src, alt=found.alt or self._label, data_testid=f'{self._testid}-shown')
        with self._more:
            alt = FormField('What is to be seen', found.alt, f'{self._testid}-alt', pictures.ALT_MOST)

            async def describe() -> None:
                with toast_errors():
                    await run_service(pictures.describe, self._user_id, found.public_id, alt.value)

            alt.on_left(describe)
            with block('row'):
                button('Take off', self._take_off, 'bare', data_testid=f'{self._testid}-off')

    async def _take_off(self) -> None:
        self._public_id = ''
        await self._on_change('')
        await self.draw()

    async def _sent(self, job_id: str) -> None:
        self._looks = 0
        self._upload.tell('')
        with self._more:
            self._said = text('It is being made ready …', 'small quiet', tag='p')
            self._timer = ui.timer(LOOKS_EACH_S, lambda: self._look(job_id))

    async def _look(self, job_id: str) -> None:
        self._looks += 1
        with toast_errors():
            found = await run_service(pictures.of_job, self._user_id, job_id)
            if found.is_ready:
                self._timer.cancel()
                self._public_id = found.public_id
                await self._on_change(found.public_id)
                await self.draw()
            elif found.status in (Status.FAILED, Status.CANCELLED) or self._looks > LOOKS:
                self._timer.cancel()
                self._said.text = ''
                self._upload.tell(found.wrong or 'It takes long. Look again in a while.')
