"""The adviser: what was asked and answered, a field to ask more, and what it knows of the artist."""

from collections.abc import Awaitable, Callable, Sequence
from functools import partial

from nicegui import ui

from app import accounts
from app.artist import talk
from app.artist.engine import asking
from app.artist.memory import facts
from app.artist.memory.facts import Fact
from app.artist.talk import Message
from components.artist.talk import draw_message
from components.vocabulary.confirm import confirm
from components.vocabulary.elements import Handler, block, button, link, text
from components.vocabulary.empty import empty
from components.vocabulary.keyed import Keyed
from pages.shell.page_state import PageState
from pages.shell.services import run_service, screen, toast_errors

PATH, MEMORY = '/artist/adviser', '/artist/adviser/memory'
SHORTCUTS = (
    'How was my week?',
    'Am I on track for my goal?',
    'How did the last release do?',
    'When is my next session?',
    'How much do I still owe?',
    'What is missing on my profile?',
)
LOOKS_S = 0.25
NEWEST = '.adviser-talk > li:last-child'
MOST_BESIDE = 3


@screen
async def adviser_page(page_state: PageState, ask: str = '') -> None:
    """The conversation; `ask` is asked at once."""
    ui.page_title('Adviser – LevelMix')
    user = await run_service(accounts.current_user)
    with block('pagehead'):
        with block():
            text('Adviser', tag='h1')
            text(
                'It knows your numbers, sessions and files, and never makes one up. Each number leads to its row.',
                tag='p',
            )
        link('What I know about you', MEMORY, 'button', data_testid='memory-link')
    with block('adviser'):
        desk = _Desk(user.id)
        await desk.draw()
        beside = _Beside(user.id, desk)
        await beside.draw()
        desk.then = beside.follow
    if ask:
        await desk.ask(ask[: talk.MOST_CHARS])


class _Desk:
    """The messages and the field below them."""

    def __init__(self, user_id: str) -> None:
        self._user_id = user_id
        self._found: list[Message] = []
        self._so_far = ''
        self.then: Callable[[], Awaitable[None]] | None = None
        """What follows the conversation: called once something was answered or done."""
        with block('stack') as self._place:
            self._list = Keyed(block('adviser-talk', tag='ul', aria_label='Conversation', aria_live='polite'))
            with block('adviser-ask', tag='form', data_testid='ask-form'):
                self._field = ui.input(placeholder='Ask about your numbers, sessions, files …')
                self._field.props(f'outlined maxlength={talk.MOST_CHARS} data-testid=ask autocomplete=off')
                self._field.props['aria-label'] = 'Your question'
                self._field.on('keydown.enter.prevent', self._send, [])
                button('Ask', self._send, 'main-action', data_testid='ask-go')

    @property
    def is_empty(self) -> bool:
        """Whether nothing was said yet."""
        return not self._found

    async def draw(self) -> None:
        """Fetch and draw what was said."""
        self._found = await run_service(talk.history, self._user_id)
        self._show()
        if self._found:
            self._scroll_down()

    async def ask(self, question: str, intent: str = '') -> None:
        """Ask, and draw the answer; while a language model writes, what is checked of it is shown."""
        with toast_errors():
            said = await run_service(talk.checked, question)
            self._so_far = ''
            self._show(waiting=said)
            timer = ui.timer(LOOKS_S, lambda: self._show(waiting=said) if self._so_far else None)
            try:
                self._found += await run_service(partial(talk.ask, on_text=self._heard), self._user_id, said, intent)
                self._field.value = ''
            finally:
                timer.delete()
                if not self._place.is_deleted:
                    self._show()
                    self._scroll_down()
            await self._follow()

    async def _follow(self) -> None:
        if self.then is not None and not self._place.is_deleted:
            await self.then()

    def _heard(self, so_far: str) -> None:
        self._so_far = so_far

    async def _send(self) -> None:
        if (self._field.value or '').strip():
            await self.ask(self._field.value)

    def _show(self, waiting: str = '') -> None:
        if self._place.is_deleted:
            return
        with self._list as rows:
            for one in self._found:
                rows.item((one.id, one.pressed), draw_message, one, partial(self._press, one))
            if waiting:
                rows.item(('waiting', waiting, self._so_far), _draw_waiting, waiting, self._so_far)
            elif not self._found:
                rows.item('none', self._draw_none)

    def _draw_none(self) -> None:
        with block('stack', tag='li'):
            lesson = 'Begin with one of these, or write it in your own words.'
            empty('Ask me something', lesson, testid='no-messages')
            with block('offers'):
                for one in SHORTCUTS:
                    button(one, partial(self.ask, one), data_testid='example')

    def _press(self, one: Message, place: int) -> Handler:
        offered = one.buttons[place]
        if offered['do'] == 'ask':
            return partial(self.ask, offered['given']['question'], offered['given'].get('intent', ''))
        return partial(self._do, one, place)

    async def _do(self, one: Message, place: int) -> None:
        with toast_errors():
            made = await run_service(talk.press, self._user_id, one.id, place)
            self._found = await run_service(talk.history, self._user_id)
            if made.id not in [known.id for known in self._found]:
                self._found.append(made)
            self._show()
            self._scroll_down()
            await self._follow()

    def _scroll_down(self) -> None:
        if not self._place.is_deleted:
            with self._place:  # what was pressed may be drawn anew by now
                ui.run_javascript(f"document.querySelector('{NEWEST}')?.scrollIntoView({{block: 'end'}})")

    async def clear(self) -> None:
        """Delete all of it, after asking once."""
        lost = 'What you told me to remember stays. This cannot be taken back.'
        if await confirm('Delete this conversation?', lost, 'Delete'):
            with toast_errors():
                await run_service(talk.clear, self._user_id)
                self._found = []
                self._show()
                await self._follow()


def _draw_waiting(question: str, so_far: str) -> None:
    with block('mine', tag='li'), block('said'):
        text(question)
    with block(tag='li', data_testid='waiting'), block('said'):
        text(so_far or 'Looking it up …', 'quiet' if not so_far else '')


class _Beside:
    """Shortcuts, what it knows, and whether a language model may be asked."""

    def __init__(self, user_id: str, desk: _Desk) -> None:
        self._user_id, self._desk = user_id, desk

    async def draw(self) -> None:
        """Draw it."""
        known = await run_service(facts.listed, self._user_id)
        offer = await run_service(asking.offer, self._user_id)
        with block('stack', tag='aside', aria_label='Beside the conversation'):
            self._shortcuts = Keyed(block())
            with block('panel stack tight', tag='section', aria_label='What I know about you', data_testid='known'):
                text('What I know about you', tag='h2')
                self._known = Keyed(block('stack tight'))
                link('See and change it', MEMORY, 'small')
            self._show(known)
            if offer is not None:
                self._draw_engine(offer)
            self._end = Keyed(block())
            self._show_ways()

    async def follow(self) -> None:
        """Show what it knows by now."""
        known = await run_service(facts.listed, self._user_id)
        if not self._known.place.is_deleted:
            self._show(known)
            self._show_ways()

    def _show_ways(self) -> None:
        """What leads on from a conversation, or ends it, stands there once there is one."""
        with self._shortcuts as shortcuts, self._end as end:
            if not self._desk.is_empty:
                shortcuts.item('all', self._draw_shortcuts)
                end.item('clear', self._draw_end)

    def _draw_shortcuts(self) -> None:
        with block('panel stack tight', tag='section', aria_label='Shortcuts'):
            text('Shortcuts', tag='h2')
            for one in SHORTCUTS[:4]:
                button(one, partial(self._desk.ask, one), 'bare', data_testid='shortcut').classes('flush')

    def _draw_end(self) -> None:
        button('Delete the conversation', self._desk.clear, 'bare danger', data_testid='clear-talk')

    def _show(self, known: Sequence[Fact]) -> None:
        with self._known as rows:
            for fact in known[:MOST_BESIDE]:
                rows.item((fact.id, fact.content), text, fact.content, 'small wrap-any', tag='p')
            if not known:
                rows.item('none', text, 'Nothing yet. Tell me: “remember that my budget is …”.', 'small quiet', tag='p')

    def _draw_engine(self, offer: asking.Offer) -> None:
        with block('panel stack tight', tag='section', aria_label='Language model', data_testid='engine'):
            text('Language model', tag='h2')
            text(offer.words, 'small wrap-any', tag='p')
            label = 'Do not ask it any more' if offer.agreed else 'Let it answer'
            button(label, partial(self._agree, not offer.agreed), data_testid='engine-agree')

    async def _agree(self, agreed: bool) -> None:
        with toast_errors():
            await run_service(asking.agree, self._user_id, agreed)
            ui.navigate.to(PATH)
