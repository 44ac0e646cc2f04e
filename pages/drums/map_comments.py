"""What people say about a map: at a time of it, or about all of it, or about a fix."""

import re
from functools import partial

from nicegui import ui

from app.drums import comments
from app.drums.comments import Comment
from app.drums.maps import MapView
from components.drums.player import DrumPlayer
from components.drums.words import clock
from components.vocabulary.confirm import confirm
from components.vocabulary.elements import block, button, text
from components.vocabulary.fields import text_field
from components.vocabulary.keyed import Keyed
from components.vocabulary.local_time import LocalTime
from pages.drums.asking import ask_words
from pages.shell.services import run_service, toast, toast_errors

TIME = re.compile(r'(\d{1,3}):([0-5]?\d)')
NO_TIME = 'Write a time like 1:05, or leave it empty.'


class Talk:
    """The comments of a map, or of one fix to it; a time in them leads there in the player, if there is one."""

    def __init__(self, user_id: str, shown: MapView, player: DrumPlayer | None, proposal_id: str | None = None) -> None:
        self._user_id, self._map, self._player, self._proposal = user_id, shown, player, proposal_id
        self._found: list[Comment] = []
        self._page = 0

    async def draw(self) -> None:
        """Draw what was said, and a field to say something."""
        with block('stack', tag='section', aria_label='Comments', data_testid='comments'):
            text('What people say', tag='h2')
            self._list = Keyed(block(tag='ul'))
            self._more = button('More', self._further, data_testid='more-comments')
            with block('stack tight'):
                self._field = ui.textarea('Say something').props(
                    f'outlined autogrow maxlength={comments.TEXT_MOST} data-testid=comment-text'
                )
                with block('row bottom'):
                    if self._player is not None:
                        self._at = text_field('At (like 1:05)', '', 'comment-at', 6)
                        button('Now', self._now, 'bare', data_testid='comment-now')
                    button('Say it', self._say, data_testid='comment-go')
        await self._further()

    async def _further(self) -> None:
        found = await run_service(comments.listed, self._map.id, self._user_id, self._page + 1, self._proposal)
        self._page, self._more.visible = found.page, found.page < found.pages
        self._found += found.found
        self._show()

    def _show(self) -> None:
        with self._list as rows:
            for one in self._found:
                rows.item(one.id, self._draw_one, one)

    def _draw_one(self, one: Comment) -> None:
        with block('comment stack tight', tag='li', data_testid='comment'):
            with block('row small'):
                text(one.by, 'strong')
                if one.badge:
                    text(one.badge, 'badge-word')
                if one.at_ms is not None:
                    self._draw_time(one.at_ms)
                LocalTime(one.created_at)
                if one.edited_at:
                    text('edited', 'quiet')
            text(one.text, 'wrap-any', tag='p').style('white-space: pre-line')
            with block('row'):
                if one.is_mine:
                    button('Edit', partial(self._edit, one), 'bare', data_testid='comment-edit')
                if one.is_mine or self._map.may_curate:
                    said = 'Delete' if one.is_mine else 'Hide'
                    button(said, partial(self._delete, one), 'bare', data_testid='comment-delete')

    def _draw_time(self, at_ms: int) -> None:
        if self._player is None:
            text(clock(at_ms), 'number')
        else:
            button(clock(at_ms), partial(self._player.go_to, at_ms), 'bare', data_testid='comment-time')

    async def _now(self) -> None:
        """The time at which the player is goes into the field."""
        assert self._player is not None
        self._at.value = clock(await self._player.now_ms())

    def _time(self) -> int | None:
        """The time that was written; raises ValueError for what is none."""
        written = (self._at.value or '').strip() if self._player is not None else ''
        if not written:
            return None
        found = TIME.fullmatch(written)
        if found is None:
            raise ValueError(NO_TIME)
        return (int(found[1]) * 60 + int(found[2])) * 1000

    async def _say(self) -> None:
        with toast_errors():
            try:
                at = self._time()
            except ValueError as error:
                toast(str(error), bad=True)
                return
            said = self._field.value or ''
            made = await run_service(comments.add, self._user_id, self._map.id, said, at, self._proposal)
            self._found.append(made)
            self._field.value = ''
            self._show()

    async def _edit(self, one: Comment) -> None:
        said = await ask_words('Edit', '', 'Save', one.text, comments.TEXT_MOST)
        if said is None:
            return
        with toast_errors():
            now = await run_service(comments.edit, self._user_id, one.id, said)
            self._found = [now if other.id == one.id else other for other in self._found]
            self._show()

    async def _delete(self, one: Comment) -> None:
        if await confirm('Delete this comment?', 'Nobody reads it any more.', 'Delete'):
            with toast_errors():
                await run_service(comments.delete, self._user_id, one.id)
                self._found = [other for other in self._found if other.id != one.id]
                self._show()
