"""What visitors have written: to the house, or to an artist; sorted, read, answered, deleted."""

from functools import partial
from urllib.parse import quote

from app import accounts
from app.artist import inbox
from app.artist.contact_guard import INBOX, SPAM
from app.artist.inbox import HOUSE, MINE, MessageView
from components.vocabulary.elements import block, button, link, text
from components.vocabulary.empty import empty
from components.vocabulary.local_time import LocalTime
from pages.artist.site.place import head, undo
from pages.artist.site.switches import Switch
from pages.shell.filters import chip
from pages.shell.page_state import PageState
from pages.shell.services import run_service, screen, toast, toast_errors

PATH = '/artist/inbox'
WHOSE = {HOUSE: 'To the house', MINE: 'To you'}
LESSONS = {
    'inbox': 'What visitors write by a contact form lies here.',
    'check': 'Messages with several links lie here, until you have looked at them.',
    'spam': 'What robots send lies here for thirty days.',
}


@screen
async def inbox_page(page_state: PageState, whose: str = '', box: str = INBOX, message: str = '') -> None:
    """One box, and one message that is open."""
    user = await run_service(accounts.current_user)
    theirs = await run_service(inbox.boxes_of, user.id)
    whose = whose if whose in theirs else theirs[0]
    box = box if box in inbox.BOXES else INBOX
    counts = await run_service(inbox.counts, user.id, whose)
    found = await run_service(inbox.listed, user.id, whose, box)
    edits_house = HOUSE in theirs
    lesson = f'What visitors have written by the contact form of {"the site or of " if edits_house else ""}your page.'
    head(PATH, 'Inbox', lesson, edits_house=edits_house)
    with block('row spread'):
        with block('chips', tag='nav', aria_label='Which box'):
            for name, label in inbox.BOXES.items():
                count = f' {counts.new[name]} new' if counts.new[name] else f' {counts.all[name]}'
                chip(f'{label}{count}', f'{PATH}?whose={whose}&box={name}', name, here=name == box)
        if len(theirs) > 1:
            with block('chips', tag='nav', aria_label='Whose messages'):
                for name in theirs:
                    chip(WHOSE[name], f'{PATH}?whose={name}', name, here=name == whose)
    _Box(user.id, whose, box, found, message)
    if whose == MINE:
        takes, mails = await run_service(inbox.settings_of, user.id)
        _settings(user.id, takes, mails)


class _Box:
    """The messages; one at a time is open."""

    def __init__(self, user_id: str, whose: str, box: str, found: list[MessageView], opened: str) -> None:
        self._user_id, self._whose, self._box, self._found, self._opened = user_id, whose, box, found, opened
        self._note = block()
        self._place = block('stack')
        self._draw()

    def _draw(self) -> None:
        self._place.clear()
        with self._place:
            if not self._found:
                empty('Nothing here', LESSONS[self._box], testid='no-messages')
                return
            with block('delivered', tag='ul', data_testid='messages'):
                for one in self._found:
                    with block(tag='li', data_testid='message', data_status=one.status):
                        self._line(one)
            if self._box == SPAM:
                with block('row'):
                    button('Delete all spam', self._empty, 'bare', data_testid='empty-spam')

    def _line(self, one: MessageView) -> None:
        opened = one.id == self._opened
        with block('stack tight'):
            with block('row'):
                if one.status == 'new':
                    text('New', 'badge-word good')
                text(one.name, 'strong wrap-any')
                LocalTime(one.created_at)
                if one.status == 'answered':
                    text('answered', 'small quiet')
            if one.why:
                text(one.why, 'small quiet', tag='p', data_testid='why')
            if opened:
                self._whole(one)
            else:
                text(one.message[:160], 'quiet wrap-any', tag='p')
        with block('acts'):
            if not opened:
                button('Read', partial(self._open, one.id), data_testid='read-message')

    def _whole(self, one: MessageView) -> None:
        text(one.message, 'message-text', tag='p', data_testid='message-text')
        facts = (
            ('Mail', one.email),
            ('Phone', one.phone),
            ('Company', one.company),
            ('Work', one.project_type),
            ('Budget', one.budget_range),
        )
        with block('site-facts', tag='dl'):
            for label, value in facts:
                if value:
                    text(label, tag='dt')
                    text(value, tag='dd')
        with block('row'):
            subject = quote('Your message')
            mail = link(
                'Answer by mail', f'mailto:{quote(one.email, safe="@+")}?subject={subject}', 'button main-action'
            )
            mail.props['data-testid'] = 'answer'
            other = ('Not answered yet', 'read') if one.status == 'answered' else ('Mark as answered', 'answered')
            button(other[0], partial(self._change, one.id, status=other[1]), data_testid='answered')
            if one.box != INBOX:
                button('To the inbox', partial(self._change, one.id, box=INBOX), data_testid='not-spam')
            if one.box != SPAM:
                button('Spam', partial(self._change, one.id, box=SPAM), 'bare', data_testid='spam')
            button('Delete', partial(self._delete, one), 'bare danger', data_testid='delete-message')

    async def _open(self, message_id: str) -> None:
        with toast_errors():
            await run_service(inbox.open_one, self._user_id, message_id)
            self._opened = message_id
            await self._again()

    async def _again(self) -> None:
        self._found = await run_service(inbox.listed, self._user_id, self._whose, self._box)
        self._draw()

    async def _change(self, message_id: str, status: str = '', box: str = '') -> None:
        with toast_errors():
            await run_service(inbox.change, self._user_id, message_id, status=status, box=box)
            await self._again()
            if box:
                toast(f'It lies under {inbox.BOXES[box]} now.')

    async def _delete(self, one: MessageView) -> None:
        with toast_errors():
            await run_service(inbox.delete, self._user_id, one.id)
            await self._again()
            self._note.clear()
            with self._note:
                undo(f'The message of {one.name}', partial(self._restore, one.id))

    async def _restore(self, message_id: str) -> None:
        with toast_errors():
            await run_service(inbox.restore, self._user_id, message_id)
            self._note.clear()
            await self._again()

    async def _empty(self) -> None:
        with toast_errors():
            count = await run_service(inbox.empty_spam, self._user_id, self._whose)
            await self._again()
            toast(f'{count} deleted.')


def _settings(user_id: str, takes: bool, mails: bool) -> None:
    with block('panel stack', tag='section', aria_label='Contact form'):
        text('Your contact form', tag='h2')
        on_page = Switch('My page has a contact form', takes, 'takes-messages')
        by_mail = Switch('Send me what is written by mail, too', mails, 'contact-mails')

        async def save() -> None:
            with toast_errors():
                words = {'takes_messages': on_page.value, 'contact_mails': by_mail.value}
                await run_service(inbox.set_up, user_id, **words)
                toast('Saved.')

        with block('row'):
            button('Save', save, 'main-action', data_testid='contact-settings-save')
