"""What is said of a file, beside it: at its times, version by version, ticked off by the studio."""

from collections.abc import Callable
from functools import partial

from app.studio import delivery_comments
from app.studio.delivery_comments import Comment
from app.studio.delivery_readers import Reader
from app.studio.delivery_views import FileView, VersionView
from components.studio.review import CommentBox, Mark, ReviewWave
from components.vocabulary import wording
from components.vocabulary.confirm import confirm
from components.vocabulary.elements import block, button, text
from components.vocabulary.keyed import Keyed
from components.vocabulary.local_time import LocalTime
from pages.shell.services import run_service, toast_errors


class Talk:
    """The comments of a file. `wave` shows where those of the version lie that is heard."""

    def __init__(self, reader: Reader, shown: FileView, on_change: Callable[[], None]) -> None:
        self._reader, self._file, self._on_change = reader, shown, on_change
        self._found: list[Comment] = []
        self._version: VersionView | None = None
        self._list: Keyed | None = None
        self.wave: ReviewWave | None = None

    async def fetch(self) -> None:
        """Fetch all that was said."""
        self._found = await run_service(delivery_comments.listed, self._reader, self._file.id)

    def marks(self, version: VersionView) -> list[Mark]:
        """Where something was said in a version."""
        return [
            Mark(one.id, None if one.at_ms is None else one.at_ms / 1000, one.text, one.by, one.is_done, one.by_studio)
            for one in self._found
            if one.version_id == version.id
        ]

    def draw(self, version: VersionView) -> None:
        """Draw what was said, those of this version first, and a box to say something about it."""
        self._version = version
        with block('stack', tag='section', aria_label='Comments', data_testid='comments'):
            text('Comments', tag='h2')
            if self._file.approved_at is not None:
                text('It was approved, so nothing more is said about it.', 'quiet small', tag='p')
            elif self._file.gone_at is None:
                CommentBox(self._file.id, delivery_comments.TEXT_MOST, version.plays, self._say)
            self._list = Keyed(block('talk-list', tag='ul'))
            self._show()

    def _show(self) -> None:
        assert self._version is not None
        assert self._list is not None
        here = [one for one in self._found if one.version_id == self._version.id]
        others = [one for one in self._found if one.version_id != self._version.id]
        with self._list as rows:
            for one in (*here, *others):
                rows.item(one.id, self._draw_one, one, one in here)
            if not self._found:
                rows.item('none', lambda: text('Nothing was said so far.', 'quiet small', tag='li'))
        if self.wave is not None:
            self.wave.show(self.marks(self._version))

    def _draw_one(self, one: Comment, here: bool) -> None:
        with block(
            'stack tight', tag='li', id=f'said-{one.id}', data_testid='comment', data_done=str(one.is_done).lower()
        ):
            with block('row small'):
                text(one.by, 'strong')
                if one.by_studio:
                    text('studio', 'badge-word')
                if one.at_ms is not None and here:
                    clock = wording.length(one.at_ms // 1000)
                    press = block(
                        'button bare', tag='button', type='button', data_seeks=one.at_ms, data_testid='comment-time'
                    )
                    with press:
                        text(clock, 'number')
                elif one.at_ms is not None:
                    text(wording.length(one.at_ms // 1000), 'number')
                if not here:
                    text(f'version {one.number}', 'quiet')
                LocalTime(one.created_at)
            text(one.text, 'words', tag='p')
            if one.is_mine and self._file.approved_at is None:
                with block('row'):
                    words = 'Not done' if one.is_done else 'Done'
                    button(words, partial(self._tick, one), 'bare', data_testid='comment-done')
                    button('Delete', partial(self._delete, one), 'bare', data_testid='comment-delete')

    async def _say(self, said: str, at_ms: int | None) -> bool:
        assert self._version is not None
        taken = False
        with toast_errors():
            made = await run_service(delivery_comments.add, self._reader, self._version.id, said, at_ms)
            self._found.append(made)
            self._found.sort(key=lambda one: (-one.number, one.at_ms is None, one.at_ms or 0))
            self._show()
            taken = True
        return taken

    async def _tick(self, one: Comment) -> None:
        with toast_errors():
            now = await run_service(delivery_comments.tick, self._reader, one.id, not one.is_done)
            self._found = [now if other.id == one.id else other for other in self._found]
            self._show()

    async def _delete(self, one: Comment) -> None:
        if await confirm('Delete this comment?', 'Nobody reads it any more.', 'Delete'):
            with toast_errors():
                await run_service(delivery_comments.delete, self._reader, one.id)
                self._found = [other for other in self._found if other.id != one.id]
                self._show()
