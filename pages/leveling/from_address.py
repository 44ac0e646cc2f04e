"""Files that the server fetches from an address, on the Level screen: asked for, followed, and ended."""

from collections.abc import Callable
from functools import partial

from app import uploads
from app.leveling import LevelingOptions
from components.vocabulary import wording
from components.vocabulary.elements import block, button, text
from components.vocabulary.form import FormField
from components.vocabulary.keyed import Keyed
from models import Upload
from pages.shell.forms import told_beside
from pages.shell.services import look_again, run_service, toast, toast_errors

URL_LIMIT = 2000
LOOK_EVERY_S = 1.0


class FromAddress:
    """The field, and what is fetched already; `chosen` says what is made of it."""

    def __init__(self, user_id: str, chosen: Callable[[], LevelingOptions]) -> None:
        self._user_id, self._chosen = user_id, chosen
        with block('stack tight', data_testid='from-address'):
            with block('row bottom'):
                with block('grow'):
                    self._url = FormField('Or paste the address of a mix', '', 'import-url', URL_LIMIT, kind='url')
                button('Fetch and level it', self._begin, data_testid='import-start')
            self._lines = Keyed(block('stack tight', tag='ul'))
        self._looking = look_again(LOOK_EVERY_S, self._draw)

    async def _begin(self) -> None:
        with toast_errors(), told_beside({'url': self._url}):
            await run_service(
                uploads.importing.ask, self._user_id, self._url.value, 'leveling', self._chosen().as_json()
            )
            self._url.value = ''
            toast('It is being fetched. You can close the page: levelling starts by itself.')
            self._looking.active = True
            await self._draw()

    async def _draw(self) -> None:
        found = await run_service(uploads.importing.mine, self._user_id)
        if self._lines.place.is_deleted:
            return
        self._looking.active = any(one.refusal is None for one in found)
        with self._lines as lines:
            for one in found:
                lines.item(one.id, self._line, one.id, one.filename, _how_far(one), one.refusal or '')

    def _line(self, upload_id: str, name: str, how_far: str, refusal: str) -> None:
        with block('line', tag='li', data_testid='import'):
            with block('grow'):
                text(name, 'strong wrap-any')
                if refusal:
                    text(refusal, 'wrong', tag='p', data_testid='import-wrong')
                else:
                    text(how_far, 'small quiet', tag='p')
            label = 'Remove' if refusal else 'Cancel'
            button(label, partial(self._end, upload_id), 'bare', aria_label=f'{label} {name}', data_testid='import-end')

    async def _end(self, upload_id: str) -> None:
        with toast_errors():
            await run_service(uploads.discard, self._user_id, upload_id)
            await self._draw()


def _how_far(upload: Upload) -> str:
    if not upload.size_bytes:
        return 'Asking for it'
    come = uploads.received(upload)
    return f'{wording.size(come)} of {wording.size(upload.size_bytes)}, {100 * come // upload.size_bytes} %'
