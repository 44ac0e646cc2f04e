"""What the adviser knows of an artist: each fact changed, forgotten and taken back, and all of it taken along."""

import json
from functools import partial

from nicegui import ui

from app import accounts
from app.artist.memory import facts
from app.artist.memory.facts import Fact
from components.vocabulary.elements import block, button, link, text
from components.vocabulary.empty import empty
from components.vocabulary.fields import text_field
from components.vocabulary.keyed import Keyed
from components.vocabulary.local_time import LocalTime
from pages.artist.adviser import PATH
from pages.shell.page_state import PageState
from pages.shell.services import run_service, screen, toast_errors

CAME = {facts.SAID: 'you said “remember”', facts.CONFIRMED: 'you confirmed it', facts.EDITED: 'you wrote it here'}


@screen
async def memory_page(page_state: PageState) -> None:
    """All of it."""
    ui.page_title('What I know about you – LevelMix')
    user = await run_service(accounts.current_user)
    with block('pagehead'):
        with block():
            text('What I know about you', tag='h1')
            text('Only what you told me to remember. Nothing of it is ever taken from what others write.', tag='p')
        link('Back to the adviser', PATH, 'button')
    await _Facts(user.id).draw()


class _Facts:
    def __init__(self, user_id: str) -> None:
        self._user_id = user_id
        self._editing = ''
        self._forgotten: list[Fact] = []
        with block('row bottom', tag='form', data_testid='fact-new'):
            with block('grow'):
                self._new = text_field('Something to remember', '', 'fact-text', facts.MOST_CHARS)
            button('Save', self._keep, 'main-action', data_testid='fact-save')
        self._place = Keyed(block('stack'))

    async def draw(self) -> None:
        """Fetch and draw them."""
        found = await run_service(facts.listed, self._user_id)
        if self._place.place.is_deleted:
            return
        with self._place as place:
            for gone in self._forgotten[-3:]:
                place.item(('gone', gone.id), self._draw_gone, gone)
            if not found:
                place.item('none', _draw_none)
                return
            with place.container('all', lambda: block('panel rows', tag='ul', aria_label='Facts')) as rows:
                for fact in found:
                    editing = fact.id == self._editing
                    rows.item((fact.id, fact.content, editing), self._draw_one, fact, editing)
            place.item('export', partial(button, 'Take all of it along', self._export, data_testid='facts-export'))

    def _draw_one(self, fact: Fact, editing: bool) -> None:
        with block('line', tag='li', id=fact.id, data_testid='fact'):
            if editing:
                field = text_field('Write it anew', fact.content, 'fact-edit', facts.MOST_CHARS)
                button('Save', lambda: self._change(fact, field.value or ''), 'main-action', data_testid='fact-change')
                button('Cancel', partial(self._edit, ''), 'bare')
                return
            with block('grow'):
                text(fact.content, 'wrap-any', tag='p')
                with block('row small quiet'):
                    LocalTime(fact.created_at)
                    text(CAME.get(fact.came, ''))
            button('Change', partial(self._edit, fact.id), 'bare', data_testid='fact-edit-it')
            button('Forget', partial(self._forget, fact), 'bare danger', data_testid='fact-forget')

    def _draw_gone(self, fact: Fact) -> None:
        with block('note row', role='status', data_testid='fact-gone'):
            text(f'Forgotten: “{fact.content}”', 'grow wrap-any')
            button('Undo', partial(self._undo, fact), data_testid='fact-undo')

    async def _keep(self) -> None:
        with toast_errors():
            await run_service(facts.keep, self._user_id, self._new.value or '', facts.EDITED)
            self._new.value = ''
            await self.draw()

    async def _edit(self, fact_id: str) -> None:
        self._editing = fact_id
        await self.draw()

    async def _change(self, fact: Fact, content: str) -> None:
        with toast_errors():
            await run_service(facts.change, self._user_id, fact.id, content)
            self._editing = ''
            await self.draw()

    async def _forget(self, fact: Fact) -> None:
        with toast_errors():
            await run_service(facts.forget, self._user_id, [fact.id])
            self._forgotten.append(fact)
            await self.draw()

    async def _undo(self, fact: Fact) -> None:
        with toast_errors():
            await run_service(facts.take_back, self._user_id, [fact.id])
            self._forgotten = [one for one in self._forgotten if one.id != fact.id]
            await self.draw()

    async def _export(self) -> None:
        with toast_errors():
            found = await run_service(facts.listed, self._user_id)
            told = [{'content': one.content, 'told': one.created_at.isoformat(), 'came': one.came} for one in found]
            ui.download.content(json.dumps(told, ensure_ascii=False, indent=1), 'what-the-adviser-knows.json')


def _draw_none() -> None:
    lesson = 'Tell it to me in the conversation: “remember that my budget is …”, or write it above.'
    empty('I know nothing about you yet', lesson, testid='no-facts')
