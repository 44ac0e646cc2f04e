"""The decision on a fix: accepted, not taken, or sent back with what it still needs; and a wrong one set right."""

from collections.abc import Awaitable, Callable
from functools import partial

from nicegui import ui

from app.drums import reviews
from app.drums.proposal_views import ProposalView
from components.vocabulary.elements import block, button, text
from pages.drums.asking import ask_words
from pages.shell.services import run_service, toast, toast_errors


class Deciding:
    """What a verifier does with a fix; `on_change` is called afterwards."""

    def __init__(self, user_id: str, on_change: Callable[[], Awaitable[None]]) -> None:
        self._user_id, self._on_change = user_id, on_change

    def draw(self, fix: ProposalView) -> None:
        """The form; what was written in it stays when it is refused."""
        with block('panel stack', tag='section', aria_label='Your decision', data_testid='deciding'):
            text('Your decision', tag='h2')
            self._notes = ui.textarea('What you tell whoever suggested it').props(
                f'outlined autogrow maxlength={reviews.NOTES_MOST} data-testid=decision-notes'
            )
            self._verifies = ui.checkbox('The map is right with it').props('data-testid=verifies')
            with block('row'):
                button('Accept', partial(self._decide, fix, 'approve'), 'main-action', data_testid='approve')
                button('Ask for changes', partial(self._decide, fix, 'needs_changes'), data_testid='needs-changes')
                button('Do not take it', partial(self._decide, fix, 'reject'), 'bare danger', data_testid='reject')

    async def _decide(self, fix: ProposalView, decision: str) -> None:
        with toast_errors():
            decide = partial(
                reviews.decide, self._user_id, fix.id, decision, self._notes.value or '', revision=fix.revision,
                verifies=bool(self._verifies.value) and decision == 'approve',
            )  # fmt: skip
            await run_service(decide)
            toast(
                {'approve': 'Accepted: the map has a new version.', 'reject': 'It is not taken.'}.get(
                    decision, 'Sent back.'
                )
            )
            await self._on_change()

    def draw_reverse(self, fix: ProposalView) -> None:
        """For curators: a fix that should not have been accepted."""
        press = partial(self._reverse, fix)
        button('Take this fix out again', press, 'bare danger', data_testid='reverse')

    async def _reverse(self, fix: ProposalView) -> None:
        hint = 'What it changed is taken out of the map, and the karma that it brought is taken back.'
        said = await ask_words('What was wrong with it?', hint, 'Take it out', '', reviews.NOTES_MOST)
        if said is None:
            return
        with toast_errors():
            await run_service(reviews.reverse, self._user_id, fix.id, said)
            await self._on_change()
