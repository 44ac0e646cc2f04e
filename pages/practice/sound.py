"""A recording of the band, and a take, lead to their piece: that is where they are heard, and what came of them."""

from nicegui import ui

from app import accounts
from app.practice import own_takes, play_alongs
from components.practice.piece_card import address
from components.practice.words import signs
from components.vocabulary.elements import link, text
from pages.shell.page_state import PageState
from pages.shell.services import run_service, screen


@screen
async def sound_page(page_state: PageState, job_id: str) -> None:
    """The recording of this id."""
    user = await run_service(accounts.current_user)
    found = await run_service(play_alongs.get, user.id, job_id)
    text(signs(found.title), tag='h1')
    link('Open the piece', address(found.content_id), 'button')
    ui.navigate.to(address(found.content_id))


@screen
async def take_page(page_state: PageState, job_id: str) -> None:
    """The take of this id."""
    user = await run_service(accounts.current_user)
    found = await run_service(own_takes.get, user.id, job_id)
    text(signs(found.title), tag='h1')
    link('Open the piece', address(found.content_id), 'button')
    ui.navigate.to(address(found.content_id))
