"""Drums, as the admin sets them: what the roles of the ladder take, and songs that somebody says are theirs."""

from functools import partial

from nicegui import ui

from app import accounts
from app.drums import roles, takedowns
from app.drums.roles import Rung
from app.drums.takedowns import Claim
from components.drums.words import song_address
from components.vocabulary.elements import block, button, link, text
from components.vocabulary.empty import empty
from components.vocabulary.form import FormField
from components.vocabulary.keyed import Keyed
from components.vocabulary.local_time import LocalTime
from pages.admin.parts import Live, head
from pages.drums.asking import ask_words
from pages.shell.services import run_service, screen, toast, toast_errors

PATH = '/admin/drums'


@screen
async def drums_page() -> None:
    """Thresholds first, then what waits for a decision."""
    with head(PATH):
        user = await run_service(accounts.current_user)
        with block('panel stack', tag='section', aria_label='Roles'):
            text('What a role takes', tag='h2')
            for rung in await run_service(roles.ladder, user.id):
                _threshold(rung)
        text('Claims of rights holders', tag='h2')
        await _Claims().live.begin()


def _threshold(rung: Rung) -> None:
    with block('row', data_testid=f'threshold-{rung.code}'):
        karma = FormField(f'{rung.label}: karma', str(rung.min_karma), f'karma-{rung.code}', 7)
        phone = ui.checkbox('and a verified phone', value=rung.needs_phone)

        async def save() -> None:
            with toast_errors():
                if not karma.value.strip().isdecimal():
                    karma.tell('Write a whole number, such as 100.')
                    return
                karma.tell('')
                await run_service(roles.set_threshold, rung.code, int(karma.value), bool(phone.value))
                toast('Saved. Whoever has enough gets the role within the hour.')

        button('Save', save, data_testid=f'save-{rung.code}')


class _Claims:
    def __init__(self) -> None:
        self.live = Live(takedowns.open_claims, self._draw)

    def _draw(self, keyed: Keyed, found: list[Claim]) -> None:
        if not found:
            keyed.item('none', _nothing)
            return
        with keyed.container('all', lambda: block('panel rows', tag='ul', aria_label='Claims')) as rows:
            for claim in found:
                rows.item(claim.id, self._line, claim)

    def _line(self, claim: Claim) -> None:
        with block('line', tag='li', data_testid='claim', data_state=claim.state), block('grow'):
            with block('row'):
                called = f'{claim.title} by {claim.artist}' if claim.artist else claim.title
                link(called, song_address(claim.song_id), 'strong')
                with block('row small quiet'):
                    text(f'brought by {claim.by}')
                    LocalTime(claim.created_at)
            text(f'{claim.claimant}, {claim.email}', 'small wrap-any', tag='p')
            text(claim.statement, 'wrap-any', tag='p').style('white-space: pre-line')
            if claim.counter_notice:
                text(f'Who brought it answers: {claim.counter_notice}', 'note wrap-any', tag='p')
            with block('row'):
                down = partial(self._decide, claim, True)
                said = 'It stays down' if claim.state == 'countered' else 'Take it down'
                button(said, down, 'bare danger', data_testid='uphold')
                back = 'Bring it back' if claim.state == 'countered' else 'Leave it'
                button(back, partial(self._decide, claim, False), 'bare', data_testid='decline')

    async def _decide(self, claim: Claim, uphold: bool) -> None:
        with self.live.stage:
            await self._ask(claim, uphold)

    async def _ask(self, claim: Claim, uphold: bool) -> None:
        hint = 'Whoever claims the song reads it, and whoever brought it is told how you decided. It may be empty.'
        said = await ask_words('What do you tell them?', hint, 'Decide', '', takedowns.MOST)
        if said is not None:
            with toast_errors():
                await run_service(takedowns.decide, claim.id, uphold, said)
                await self.live.refresh()


def _nothing() -> None:
    empty('No claims', 'Who says that a song here is theirs is heard here, until you decide.', testid='no-claims')
