"""What can be done with a piece: make another like it, keep it, publish it, take it along, delete it."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial

from nicegui import ui

from app.practice import community, pieces, public_pieces, saved
from app.practice.editing import levels
from app.practice.pieces import Piece
from app.practice.saved import Saved
from app.practice.score import Score
from components.practice.piece_card import address
from components.vocabulary.confirm import confirm
from components.vocabulary.elements import block, button, dialog_named, link, text
from components.vocabulary.fields import text_field
from components.vocabulary.keyed import Keyed
from components.vocabulary.panel import panel, panel_button
from pages.shell.services import run_service, toast, toast_errors

SHEETS = {
    'pdf': 'PDF', 'musicxml': 'MusicXML', 'mid': 'MIDI', 'png': 'Picture (PNG)', 'svg': 'Picture (SVG)',
    'chart': 'Chart of the chords (SVG)',
}  # fmt: skip
COPIES = """async (event) => {
    const said = event.currentTarget.firstElementChild;
    try {
        await navigator.clipboard.writeText(location.origin + (window.path_prefix || '') + 'PLACE');
        said.textContent = 'Copied';
    } catch { said.textContent = 'Not copied: open the public page'; }
}"""
"""Puts the address of a public page where it can be pasted from."""
KEEP = 'Save this piece'
Changed = Callable[[Piece], Awaitable[None]]


class Actions:
    """The row of buttons below the title; `on_change` is told when the piece is another one."""

    def __init__(self, user_id: str, piece: Piece, kept: Saved | None, liked: bool, on_change: Changed) -> None:
        self._user_id, self._piece, self._kept, self._liked = user_id, piece, kept, liked
        self._on_change = on_change

    def draw(self) -> None:
        """Draw them."""
        with block('row piece-acts'):
            button('Again', partial(self._another, levels.again), icon='again', data_testid='again')
            button('Harder', partial(self._another, levels.harder), data_testid='harder')
            button('Easier', partial(self._another, levels.easier), data_testid='easier')
            self._own = Keyed(block('row'))
            panel_button('take-along', 'Download', 'button', icon='download', label='Download')
            with panel('take-along', 'Download'), block('files-list'):
                for form, label in SHEETS.items():
                    link(
                        label,
                        f'/files/practice/pieces/{self._piece.id}/as/{form}',
                        'button',
                        download='',
                        data_testid=f'as-{form}',
                    )
        self._show()

    def _show(self) -> None:
        with self._own as shown:
            shown.item('keep', self._draw_keep, self._kept)
            shown.item('like', self._draw_like, self._liked, self._piece.likes)
            if self._piece.is_public and not self._piece.taken_down:
                shown.item('public', self._draw_public)
            if self._piece.mine:
                shown.item('publish', self._draw_publish, self._piece.is_public, self._piece.taken_down)
                shown.item('name', lambda: button('Rename', self._rename, 'bare', icon='edit', data_testid='rename'))
                shown.item(
                    'delete', lambda: button('Delete', self._delete, 'bare', icon='delete', data_testid='delete')
                )
            else:
                shown.item('report', lambda: button('Report', self._report, 'bare', data_testid='report'))

    def _draw_keep(self, kept: Saved | None) -> None:
        said = 'Save' if kept is None else f'Saved in {kept.collection}' if kept.collection else 'Saved'
        button(said, self._keep, icon='library', data_testid='save')

    def _draw_like(self, liked: bool, likes: int) -> None:
        press = button(f'{"♥" if liked else "♡"} {likes}', self._like, data_testid='like')
        press.props['aria-pressed'] = str(liked).lower()
        press.props['aria-label'] = f'Like it; {likes} do'

    def _draw_publish(self, public: bool, taken_down: bool) -> None:
        if not taken_down:
            said = 'Unpublish' if public else 'Publish'
            button(said, partial(self._publish, not public), data_testid='publish')

    def _draw_public(self) -> None:
        """Where everybody sees it, to look at and to hand on."""
        place = public_pieces.address(self._piece.id)
        link('Public page', place, 'button bare', target='_blank', data_testid='public-page')
        told = block('button bare', tag='button', type='button', data_testid='copy-link')
        with told:
            text('Copy the link')
        told.on('click', js_handler=COPIES.replace('PLACE', place))

    async def _another(self, deed: Callable[[Score], Score]) -> None:
        """Another one like it; this one stays."""
        with toast_errors():
            made = await run_service(pieces.another, self._user_id, self._piece.id, deed)
            ui.navigate.to(address(made.id))

    async def _like(self) -> None:
        with toast_errors():
            likes = await run_service(community.like, self._user_id, self._piece.id, not self._liked)
            self._liked, self._piece = not self._liked, replace(self._piece, likes=likes)
            self._show()

    async def _publish(self, public: bool) -> None:
        with toast_errors():
            await run_service(community.publish, self._user_id, self._piece.id, public)
            await self._changed()
            toast(
                'Published: everybody can see it at its public page, and everybody here can play it.'
                if public
                else 'Only you see it now.'
            )

    async def _changed(self) -> None:
        self._piece = await run_service(pieces.get, self._user_id, self._piece.id)
        await self._on_change(self._piece)
        self._show()

    async def _keep(self) -> None:
        """Into which collection, and what to say of it."""
        names = [one.name for one in await run_service(saved.collections, self._user_id) if one.name]
        kept = self._kept
        with dialog_named(KEEP) as dialog, block('sheet', role='dialog', aria_label=KEEP, data_testid='save-sheet'):
            text(KEEP, tag='h2')
            place = text_field(
                'Collection',
                kept.collection if kept else '',
                'collection',
                saved.NAME_LIMIT,
                placeholder='like Mondays, or none',
            )
            place.props['list'] = 'collections'
            with block(tag='datalist', id='collections'):
                for name in names:
                    block(tag='option', value=name)
            notes = ui.textarea('Notes', value=kept.notes if kept else '')
            notes.props(f'outlined autogrow maxlength={saved.NOTES_LIMIT} data-testid=notes')
            with block('row').style('justify-content: flex-end'):
                button('Go back', lambda: dialog.submit(None))
                if kept is not None:
                    button('Take out', lambda: dialog.submit('out'), 'bare danger', data_testid='take-out')
                button('Save', lambda: dialog.submit('save'), 'main-action', data_testid='save-go')
        answer = await dialog
        if answer is not None:
            await self._store(str(answer), place.value or '', notes.value or '')
        if not dialog.is_deleted:
            dialog.delete()

    async def _store(self, deed: str, collection: str, notes: str) -> None:
        with toast_errors():
            if deed == 'out':
                await run_service(saved.remove, self._user_id, self._piece.id)
                self._kept = None
            elif self._kept is None:
                self._kept = await run_service(saved.save, self._user_id, self._piece.id, collection, notes)
            else:
                change = partial(saved.change, self._user_id, self._piece.id, collection=collection, notes=notes)
                self._kept = await run_service(change)
            self._show()

    async def _rename(self) -> None:
        said = await _ask('Rename', 'Title', self._piece.title, pieces.TITLE_LIMIT, 'Save')
        if said is not None:
            with toast_errors():
                await run_service(pieces.rename, self._user_id, self._piece.id, said)
                await self._changed()

    async def _report(self) -> None:
        said = await _ask('Report this piece', 'What is wrong with it?', '', community.REASON_LIMIT, 'Report')
        if said is not None:
            with toast_errors():
                await run_service(community.report, self._user_id, self._piece.id, said)
                toast('Thank you. An admin will look at it.')

    async def _delete(self) -> None:
        lost = 'Its sound and your takes go with it. What you wrote in your journal stays.'
        if await confirm('Delete this piece?', lost, 'Delete'):
            with toast_errors():
                await run_service(pieces.delete, self._user_id, self._piece.id)
                ui.navigate.to('/practice/library')


async def _ask(title: str, label: str, value: str, most: int, action: str) -> str | None:
    """One line in a sheet; None where somebody thought better of it."""
    with dialog_named(title) as dialog, block('sheet', role='dialog', aria_label=title, data_testid='ask'):
        text(title, tag='h2')
        field = text_field(label, value, 'ask-line', most)
        field.props('autofocus')
        field.on('keydown.enter', lambda: dialog.submit(True), [])
        with block('row').style('justify-content: flex-end'):
            button('Go back', lambda: dialog.submit(False))
            button(action, lambda: dialog.submit(True), 'main-action', data_testid='ask-go')
    answer, said = await dialog, field.value or ''
    if not dialog.is_deleted:
        dialog.delete()
    return said if answer is True else None
