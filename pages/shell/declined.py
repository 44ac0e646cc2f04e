"""Uploads that were declined while no page was open: the area's screen says why, until the user dismisses it."""

import json
from collections.abc import Callable
from functools import partial
from typing import Any

from nicegui import ui

from app import uploads
from components.vocabulary.elements import block, button, text
from models import Upload
from pages.shell.page_state import PageState
from pages.shell.services import run_service, toast_errors

Again = tuple[str, dict[str, Any]]
"""A way to try once more: what a button says, and what it changes in the choice."""
AS_BEFORE: tuple[Again, ...] = (('Try again', {}),)


async def declined(
    user_id: str,
    page_state: PageState,
    area: str,
    words: str,
    ways: Callable[[str], tuple[Again, ...]] = lambda refusal: AS_BEFORE,
) -> None:
    """Show those that an area declined; `words` say what did not happen, and `ways` how to try again after a refusal.

    Uploads that this page has sent itself are left out, because its queue shows them.
    """
    for upload in await run_service(uploads.refused, user_id):
        if upload.purpose == area and upload.id not in page_state.handed:
            _note_of(user_id, upload, words, ways(upload.refusal or ''))


def _note_of(user_id: str, upload: Upload, words: str, ways: tuple[Again, ...]) -> None:
    with block('note bad', role='alert', data_testid='declined') as note:
        text(f'{upload.filename} {words}', tag='h2')
        text(upload.refusal or '', tag='p')
        with block('row'):
            for label, changed in ways:
                button(label, partial(_again, user_id, upload, changed, note), data_testid='declined-again')
            button('Remove', partial(_remove, user_id, upload.id, note), data_testid='declined-remove')


async def _again(user_id: str, upload: Upload, changed: dict[str, Any], note: ui.element) -> None:
    """Choose once more for the upload that is still there; what is declined again stays, with the reason."""
    with toast_errors():
        choice = json.loads(upload.choice or '{}') | changed
        await run_service(uploads.choose, user_id, upload.id, upload.purpose or '', choice)
        note.delete()


async def _remove(user_id: str, upload_id: str, note: ui.element) -> None:
    with toast_errors():
        await run_service(uploads.discard, user_id, upload_id)
        note.delete()
