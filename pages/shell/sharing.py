"""Links to one result for others: made, copied and revoked in a dialog."""

from datetime import datetime

from nicegui import ui

from app.config import settings
from app.jobs import sharing
from app.jobs.sharing import Share
from components.vocabulary import wording
from components.vocabulary.elements import answer_of, block, button, dialog_named, text
from components.vocabulary.local_time import LocalTime
from pages.shell.services import run_service, toast_errors

ALONE = 'Without accounts LevelMix answers this computer only, so the link works nowhere else.'


async def share(user_id: str, job_id: str, expires_at: datetime | None, title: str = 'Share this result') -> None:
    """Open the dialog; `expires_at` is when the file itself goes."""
    with (
        dialog_named(title) as dialog,
        block('sheet narrow-sheet', role='dialog', aria_label=title, data_testid='share-dialog'),
    ):
        text(title, tag='h2')
        text('Anybody who has the link can download the file, without an account, until it expires.', 'quiet', tag='p')
        if settings().accounts == 'off':
            text(ALONE, 'note', tag='p')
        shown, listed = block(), block('stack tight', tag='ul', aria_label='Links')
        links = _Links(user_id, job_id, expires_at, shown, listed)
        with block('row bottom'):
            days = ui.radio({n: f'{n} day{"" if n == 1 else "s"}' for n in sharing.SHARE_DAYS}, value=7)
            days.props('inline data-testid=share-days aria-label="How long it works"')
            button('Make a link', lambda: links.make(int(days.value)), 'main-action', data_testid='share-make')
        with block('row').style('justify-content: flex-end'):
            button('Done', dialog.close, data_testid='share-done')
    await links.draw()
    await answer_of(dialog)


class _Links:
    def __init__(
        self, user_id: str, job_id: str, expires_at: datetime | None, shown: ui.element, listed: ui.element
    ) -> None:
        self._user_id, self._job_id, self._expires_at = user_id, job_id, expires_at
        self._shown, self._listed = shown, listed

    async def make(self, days: int) -> None:
        with toast_errors():
            token = await run_service(sharing.share, self._user_id, self._job_id, days)
            address = f'{settings().address}/shared/{token}'
            self._shown.clear()
            with self._shown, block('note good stack tight'):
                text('Copy it now: it is not shown again.', tag='p')
                with block('row'):
                    field = block('input mono grow', tag='input', readonly='', value=address, aria_label='The link')
                    field.props['data-testid'] = 'share-link'
                    field.on('focus', js_handler='(e) => e.target.select()')
                    copy = block('button', tag='button', type='button', data_testid='share-copy')
                    with copy:
                        text('Copy')
                    copy.on('click', js_handler=COPY)
            await self.draw()

    async def draw(self) -> None:
        found = await run_service(sharing.shares, self._user_id, self._job_id)
        if self._listed.is_deleted:
            return
        self._listed.clear()
        with self._listed:
            for link in found:
                self._line(link)

    def _line(self, link: Share) -> None:
        async def end() -> None:
            with toast_errors():
                await run_service(sharing.unshare, self._user_id, link.id)
                self._shown.clear()
                await self.draw()

        until = link.expires_at if self._expires_at is None else min(link.expires_at, self._expires_at)
        with block('line', tag='li', data_testid='share'):
            with block('grow'):
                text(f'Works until {wording.day(until)}', 'strong')
                with block('row small quiet'):
                    text('made')
                    LocalTime(link.created_at)
                    count = {0: 'not used yet', 1: '1 download'}
                    text(count.get(link.downloads, f'{link.downloads} downloads'), data_testid='share-downloads')
            button('Revoke', end, 'bare', aria_label='Revoke this link', data_testid='share-end')


COPY = """async (e) => {
    const button = e.currentTarget, field = button.parentElement.querySelector('input');
    field.select();
    try { await navigator.clipboard.writeText(field.value); } catch { document.execCommand('copy'); }
    button.firstElementChild.textContent = 'Copied';
}"""
