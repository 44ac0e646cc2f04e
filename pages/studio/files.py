"""My files: all that studios have handed over to the visitor, by session, and what they have written down for them."""

from urllib.parse import urlencode

from nicegui import ui

from app import accounts
from app.studio import delivery_lists, delivery_readers, notes
from app.studio.delivery_views import FileView, SessionFiles
from app.studio.notes import Note
from components.vocabulary.elements import block, link, text
from components.vocabulary.empty import empty
from components.vocabulary.local_time import LocalTime
from pages.shell.page_state import PageState
from pages.shell.services import run_service, screen
from pages.studio.delivery_words import facts, group_title, kept, state_of
from pages.studio.place import studio_tabs

PATH = '/studio/files'


@screen
async def files_page(page_state: PageState) -> None:
    """The visitor’s files."""
    ui.page_title('My files – LevelMix')
    user = await run_service(accounts.current_user)
    await studio_tabs('/studio/files')
    groups = await run_service(delivery_lists.mine, user.id)
    found = await run_service(notes.mine, delivery_readers.signed_in(user.id))
    files = delivery_lists.all_files(groups)
    with block('pagehead'):
        with block():
            text('My files', tag='h1')
            text('What your studio has made for you. Listen, say what you hear, approve, download.', tag='p')
        if any(one.may_download for one in files):
            link('Download all', '/files/studio/archive', 'button', icon='download', download='', data_testid='all-zip')
    if not groups and not found:
        lesson = 'After a session, your studio puts its files here, and you are told.'
        empty('No files yet', lesson, testid='no-files')
    for group in groups:
        draw_group(group)
    if found:
        with block('stack', tag='section', aria_label='Notes', data_testid='notes'):
            text('Notes', tag='h2')
            with block('panel'):
                for note in found:
                    draw_note(note)


def draw_group(group: SessionFiles) -> None:
    """The files of one session."""
    with block('stack', tag='section', aria_label=group_title(group), data_testid='session-files'):
        with block('row spread'):
            with block('row'):
                text(group_title(group), tag='h2')
                if group.begins is not None:
                    LocalTime(group.begins)
                text(group.studio, 'quiet')
            if group.booking_id and len(group.files) > 1 and any(one.may_download for one in group.files):
                address = f'/files/studio/archive?{urlencode({"session": group.booking_id})}'
                link('Download this session', address, 'button bare', icon='download', download='')
        with block('delivered', tag='ul'):
            for one in group.files:
                draw_file(one)


def draw_file(one: FileView) -> None:
    """One file in a list."""
    word, tone = state_of(one)
    with block(tag='li', data_testid='delivered-file', data_file=one.id):
        with block():
            with block('row'):
                link(one.name, f'{PATH}/{one.id}', 'name')
                if word:
                    text(word, f'badge-word {tone}', data_testid='file-state')
            with block('meta'):
                for fact in (*facts(one), kept(one)):
                    text(fact)
        with block('acts'):
            latest = one.latest
            if latest is not None and latest.plays and one.gone_at is None:
                link('Listen', f'{PATH}/{one.id}', 'button', icon='play', data_testid='listen')
            if latest is not None and one.may_download:
                address = f'/files/studio/versions/{latest.id}'
                down = link('', address, 'button bare square', icon='download', download='', data_testid='download')
                down.props['aria-label'] = f'Download {one.name}'
                down.props['title'] = 'Download'
            elif one.due is not None:
                text(f'{one.due.told} due', 'small quiet', data_testid='due')


def draw_note(note: Note) -> None:
    """One note, as whoever it is for reads it."""
    with block('note-card stack tight', data_testid='note'):
        with block('row small'):
            text(notes.CATEGORIES[note.category], 'badge-word')
            text(f'{note.by}, {note.studio}', 'quiet')
            LocalTime(note.created_at)
        text(note.text, 'wrap-any', tag='p').style('white-space: pre-line')
