"""The webhooks of an installation without accounts, which has no account page for them to stand on."""

from nicegui import ui

from app import accounts
from components.vocabulary.elements import block, text
from pages.account.webhooks import webhooks_section
from pages.shell.services import run_service, screen

PATH = '/webhooks'


@screen
async def own_webhooks_page() -> None:
    """Everything about the webhooks of whoever has this installation."""
    ui.page_title('Webhooks – LevelMix')
    with block('pagehead'), block():
        text('Webhooks', tag='h1')
    place = block('stack loose')
    user = await run_service(accounts.current_user)
    with place:
        await webhooks_section(user)
