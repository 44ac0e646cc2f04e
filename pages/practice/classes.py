"""Classes: those that the visitor teaches, with codes, shared collections and students; and those they are in."""

from collections.abc import Callable
from functools import partial

from nicegui import ui

from app import accounts
from app.practice import classes, saved
from app.practice.classes import Class, Joined
from app.practice.shared_pieces import SharedPiece, shared_pieces
from components.practice.piece_card import address
from components.practice.words import signs
from components.vocabulary.confirm import confirm
from components.vocabulary.elements import answer_of, block, button, link, text
from components.vocabulary.empty import empty
from components.vocabulary.fields import text_field
from components.vocabulary.keyed import Keyed
from pages.shell.page_state import PageState
from pages.shell.services import run_service, screen, toast_errors


@screen
async def classes_page(page_state: PageState) -> None:
    """The visitor’s classes."""
    ui.page_title('Classes – LevelMix')
    user = await run_service(accounts.current_user)
    with block('pagehead'), block():
        text('Classes', tag='h1')
        text('A teacher shares collections with a code, and sees how students get on.', tag='p')
    desk = _Desk(user.id)
    await desk.draw()


class _Desk:
    """Both lists, and a line for each."""

    def __init__(self, user_id: str) -> None:
        self._user_id = user_id
        with block('panel stack', tag='section', aria_label='Join a class'):
            text('Join a class', tag='h2')
            text('Your teacher sees your minutes and scores of the last thirty days, until you leave.', 'quiet small')
            with block('row bottom'):
                self._code = text_field('Code', '', 'class-code', 20, placeholder='ABCD EFGH')
                button('Join', self._join, 'main-action', data_testid='join')
            self._joined = Keyed(block('stack'))
        with block('panel stack', tag='section', aria_label='Classes that you teach'):
            text('Classes that you teach', tag='h2')
            with block('row bottom'):
                self._name = text_field('Name', '', 'class-name', classes.NAME_LIMIT)
                button('Open a class', self._open, data_testid='open-class')
            self._taught = Keyed(block('stack'))

    async def draw(self) -> None:
        """Fetch and draw both."""
        joined = await run_service(classes.joined, self._user_id)
        shared = await run_service(shared_pieces, self._user_id)
        taught = await run_service(classes.taught, self._user_id)
        names = [one.name for one in await run_service(saved.collections, self._user_id) if one.name]
        if self._joined.place.is_deleted:
            return
        with self._joined as shown:
            for mine in joined:
                pieces = tuple(piece for piece in shared if piece.class_id == mine.id)
                shown.item(mine.id, self._draw_joined, mine, pieces)
        with self._taught as shown:
            for one in taught:
                shown.item(one.id, self._draw_class, one, names)
            if not taught:
                lesson = 'Open one, share one of your collections with it, and give its code to your students.'
                shown.item('none', lambda: empty('You teach no class', lesson, testid='no-classes'))

    def _draw_joined(self, one: Joined, pieces: tuple[SharedPiece, ...]) -> None:
        with block('stack tight', data_testid='joined'):
            with block('row spread'):
                text(f'{one.name}, by {one.teacher}', 'strong grow')
                button('Leave', partial(self._leave, one), 'bare', data_testid='leave')
            if not pieces:
                text('Nothing is shared with you yet.', 'quiet small', tag='p')
            for name in dict.fromkeys(piece.collection for piece in pieces):
                with block('row', role='group', aria_label=f'Pieces of {name}'):
                    text(name, 'quiet small')
                    for piece in (piece for piece in pieces if piece.collection == name):
                        link(signs(piece.title), address(piece.id), data_testid='shared-piece')

    def _draw_class(self, one: Class, collections: list[str]) -> None:
        with block('stack tight', data_testid='class'):
            with block('row spread'):
                text(one.name, 'strong')
                text(f'Code {one.code[:4]} {one.code[4:]}' if one.code else 'closed', 'number', data_testid='code')
                text('1 student' if one.students == 1 else f'{one.students} students', 'quiet small')
            with block('row', role='group', aria_label=f'Collections that {one.name} sees'):
                if collections:
                    text('Share with them', 'quiet small')
                for name in collections:
                    shared = name in one.collections
                    press = button(name, partial(self._share, one, name, not shared), data_testid='share-collection')
                    press.props['aria-pressed'] = str(shared).lower()
                if not collections:
                    link('Save pieces into a collection to share it', '/practice/library', 'small')
            with block('row'):
                button('Students', partial(self._students, one), 'bare', data_testid='students')
                said = 'Close to new students' if one.code else 'Open again'
                flip = partial(classes.change, self._user_id, one.id, is_open=one.code is None)
                button(said, partial(self._do, flip), 'bare')
                button('Delete', partial(self._delete, one), 'bare', icon='delete', data_testid='delete-class')

    async def _do(self, deed: Callable[[], object]) -> None:
        with toast_errors():
            await run_service(deed)
            await self.draw()

    async def _join(self) -> None:
        with toast_errors():
            await run_service(classes.join, self._user_id, self._code.value or '')
            self._code.value = ''
            await self.draw()

    async def _open(self) -> None:
        with toast_errors():
            await run_service(classes.create, self._user_id, self._name.value or '')
            self._name.value = ''
            await self.draw()

    async def _leave(self, one: Joined) -> None:
        if await confirm(f'Leave {one.name}?', 'The teacher sees nothing of you any more.', 'Leave'):
            await self._do(partial(classes.leave, self._user_id, one.id))

    async def _share(self, one: Class, name: str, shared: bool) -> None:
        await self._do(partial(classes.share, self._user_id, one.id, name, shared))

    async def _delete(self, one: Class) -> None:
        if await confirm(f'Delete {one.name}?', 'Students keep what they have saved and made.', 'Delete'):
            await self._do(partial(classes.delete, self._user_id, one.id))

    async def _students(self, one: Class) -> None:
        with toast_errors():
            found = await run_service(classes.students, self._user_id, one.id)
            await self.draw()
            with (
                ui.dialog() as dialog,
                block('sheet', role='dialog', aria_label='Students', data_testid='students-sheet'),
            ):
                text(f'Students of {one.name}', tag='h2')
                if not found:
                    text('Nobody has joined yet.', 'quiet', tag='p')
                with block('rows', tag='ul'):
                    for student in found:
                        score = (
                            f'{student.score:.0f} of 100 in {student.takes}'
                            if student.score is not None
                            else 'no scores'
                        )
                        with block('line', tag='li', data_testid='student'):
                            text(student.name, 'strong')
                            text(f'{student.minutes} min, {score}, {student.due} due', 'quiet small')
                with block('row').style('justify-content: flex-end'):
                    button('Done', dialog.close)
            await answer_of(dialog)
