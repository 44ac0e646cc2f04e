"""A fix: the map before and after, heard and marked; decided on, talked about, changed or withdrawn."""

from functools import partial

from nicegui import ui

from app import accounts
from app.drums import for_browser, maps, proposals, versions
from app.drums.maps import MapView
from app.drums.proposal_views import ProposalView
from components.drums.cards import badge
from components.drums.compare import DrumCompare
from components.drums.words import DECISIONS, PROPOSALS, map_address
from components.vocabulary.confirm import confirm
from components.vocabulary.elements import block, button, link, text
from components.vocabulary.keyed import Keyed
from components.vocabulary.local_time import LocalTime
from pages.drums.deciding import Deciding
from pages.drums.map_comments import Talk
from pages.drums.sounds import sounds_of
from pages.shell.page_state import PageState
from pages.shell.services import run_service, screen, toast, toast_errors


@screen
async def proposal_page(page_state: PageState, proposal_id: str) -> None:
    """The fix of this id."""
    user = await run_service(accounts.current_user)
    fix = await run_service(proposals.get, user.id, proposal_id)
    shown = await run_service(maps.get, fix.map_id, user.id)
    await _Fix(user.id, fix, shown).draw()


class _Fix:
    def __init__(self, user_id: str, fix: ProposalView, shown: MapView) -> None:
        self._user_id, self._fix, self._map = user_id, fix, shown

    async def draw(self) -> None:
        """Draw all of it."""
        ui.page_title(f'A fix to {self._fix.title} – LevelMix')
        with block('pagehead'):
            self._head = Keyed(block())
        self._show()
        version = await run_service(versions.get, self._fix.version_id, self._user_id)
        found = await run_service(proposals.difference_of, self._fix)
        DrumCompare(
            f'/files/drums/proposals/{self._fix.id}/before',
            f'/files/drums/proposals/{self._fix.id}/after',
            f'{self._fix.title}, before and after',
            for_browser.marks(found),
            **await sounds_of(self._user_id, self._fix.song_id, version),
        )
        self._deeds = Keyed(block('stack'))
        await self._show_deeds()
        await Talk(self._user_id, self._map, None, self._fix.id).draw()

    async def changed(self) -> None:
        """It was decided on, or written anew."""
        self._fix = await run_service(proposals.get, self._user_id, self._fix.id)
        self._show()
        await self._show_deeds()

    def _show(self) -> None:
        with self._head as head:
            head.item('head', _draw_head, self._fix)

    async def _show_deeds(self) -> None:
        fix = self._fix
        with self._deeds as deeds:
            if fix.is_behind and fix.status == 'pending':
                deeds.item('behind', self._draw_behind, fix.revision)
            if fix.is_mine and fix.status == 'pending':
                deeds.item('mine', self._draw_mine, fix.revision)
            if self._map.may_review and not fix.is_mine and fix.status == 'pending':
                deeds.item('decide', Deciding(self._user_id, self.changed).draw, fix)
            if self._map.may_curate and fix.status == 'approved' and fix.decision and not fix.decision.is_reversed:
                deeds.item('reverse', Deciding(self._user_id, self.changed).draw_reverse, fix)

    def _draw_mine(self, revision: int) -> None:
        with block('row'):
            link('Change it', f'/drums/proposals/{self._fix.id}/edit', 'button', icon='edit', data_testid='revise')
            button('Withdraw', self._withdraw, 'bare danger', data_testid='withdraw')

    def _draw_behind(self, revision: int) -> None:
        with block('note warn', role='status', data_testid='behind'):
            text('The map has had another version since this was suggested.', tag='p')
            if self._fix.is_mine:
                button('Take it over to the current one', self._rebase, data_testid='rebase')
            else:
                text('What still fits is put into the current version when it is accepted.', 'small', tag='p')

    async def _rebase(self) -> None:
        with toast_errors():
            found = await run_service(proposals.look_rebased, self._user_id, self._fix.id)
            drop = False
            if found.conflicts:
                said = proposals.conflict_words(found)
                drop = await confirm('Take over the rest?', f'{said} Without these it is taken over.', 'Take it over')
                if not drop:
                    return
            take = partial(proposals.rebase, self._user_id, self._fix.id, self._fix.revision, drop=drop)
            await run_service(take)
            toast('It is for the current version now.')
            ui.navigate.reload()

    async def _withdraw(self) -> None:
        if await confirm('Withdraw this fix?', 'Nobody decides on it then. You can suggest another.', 'Withdraw'):
            with toast_errors():
                await run_service(proposals.withdraw, self._user_id, self._fix.id)
                await self.changed()


def _draw_head(fix: ProposalView) -> None:
    with block('row'):
        text(f'A fix to “{fix.title}”', 'wrap-any', tag='h1')
        badge(PROPOSALS[fix.status], {'approved': 'good', 'rejected': 'bad'}.get(fix.status, ''))
    text(fix.summary, 'wrap-any', tag='p', data_testid='fix-summary').style('white-space: pre-line')
    with block('meta row'):
        text(fix.words, 'number', data_testid='fix-words')
        text(f'by {fix.by}')
        LocalTime(fix.submitted_at)
        link(f'{fix.difficulty}, version {fix.version_number}', map_address(fix.map_id))
    decision = fix.decision
    if decision is not None:
        with block('note', data_testid='decision'):
            with block('row'):
                text(f'{decision.by} {DECISIONS[decision.decision]}', 'strong')
                LocalTime(decision.decided_at)
            if decision.notes:
                text(decision.notes, 'wrap-any', tag='p').style('white-space: pre-line')
            if decision.is_reversed:
                text('It was set right later: what it changed is out again.', tag='p')
