"""The outbox, as the admin sees it."""

from functools import partial

from app import accounts
from components.vocabulary.elements import block, button, text
from components.vocabulary.keyed import Keyed
from components.vocabulary.local_time import LocalTime
from components.vocabulary.pager import pager
from pages.admin.parts import Live, address, head, number
from pages.shell.services import run_service, screen, toast_errors


@screen
async def mail_page(page: str = '1') -> None:
    """Mails that were sent, that wait, and that are not tried any more."""
    with head('/admin/mail'):
        view = _Outbox(number(page))
        await view.live.begin()


class _Outbox:
    def __init__(self, page: int) -> None:
        self.live = Live(partial(accounts.outbox, page), self._draw)

    def _draw(self, keyed: Keyed, found: accounts.Outbox) -> None:
        if not found.found:
            keyed.item('none', text, 'No mail was written in the last week.', 'quiet', tag='p')
            return
        with keyed.container('all', lambda: block('panel rows', tag='ul')) as rows:
            for letter in found.found:
                rows.item(letter.id, self._line, letter)
        keyed.item('pager', _pager, found.page, found.pages)

    def _line(self, letter: accounts.Letter) -> None:
        state = 'Given up' if letter.given_up else 'Waits' if letter.waits else 'Sent'
        with block('line', tag='li', data_testid='mail', data_state=state):
            with block('grow'):
                with block('row'):
                    text(state, f'state {"failed" if letter.given_up else "" if letter.waits else "completed"}')
                    text(letter.subject, 'strong wrap-any')
                with block('row small quiet'):
                    text(letter.to, 'wrap-any')
                    LocalTime(letter.created_at)
                    if letter.attempts:
                        text('tried once' if letter.attempts == 1 else f'tried {letter.attempts} times')
                if letter.error:
                    text(letter.error, 'small wrap-any', tag='p')
            if letter.opens:
                button('Open', partial(self._open, letter.id), 'bare', data_testid='mail-open')
            if letter.waits and letter.attempts:
                button('Try again', self.live.deed(accounts.send_again, letter.id), 'bare', data_testid='mail-again')

    async def _open(self, mail_id: str) -> None:
        with toast_errors():
            said = await run_service(accounts.open_letter, mail_id)
            self.live.stage.clear()
            with self.live.stage, block('panel'):
                text(said, 'mono wrap-any lines', tag='p', data_testid='mail-text')


def _pager(page: int, pages: int) -> None:
    pager(page, pages, lambda at: address('/admin/mail', page=at))
