"""Uploads that were declined while no page was open: the area's screen says why, until the user dismisses it."""

from functools import partial

from nicegui import ui

from app import uploads
from components.vocabulary.elements import block, button, text
from models import Upload
from pages.shell.page_state import PageState
from pages.shell.services import run_service, toast_errors


async def declined(user_id: str, page_state: PageState, area: str, words: str) -> None:
    """Show those that an area declined; `words` say what did not happen.

    Uploads that this page has sent itself are left out, because its queue shows them.
    """
    for upload in await run_service(uploads.refused, user_id):
        if upload.purpose == area and upload.id not in page_state.handed:
            _note_of(user_id, upload, words)


def _note_of(user_id: str, upload: Upload, words: str) -> None:
    with block('note bad', role='alert', data_testid='declined') as note:
        text(f'{upload.filename} {words}', tag='h2')
        text(upload.refusal or '', tag='p')
        button('Remove', partial(_remove, user_id, upload.id, note), data_testid='declined-remove')


async def _remove(user_id: str, upload_id: str, note: ui.element) -> None:
    with toast_errors():
        await run_service(uploads.discard, user_id, upload_id)
        note.delete()
