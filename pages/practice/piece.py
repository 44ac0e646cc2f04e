"""A piece on the stand: its notes, the band, what was put into its harmony, and what can be made of it."""

from functools import partial

from nicegui import ui

from app import accounts
from app.practice import community, performing, pieces, saved
from app.practice.pieces import Piece
from app.practice.score import Score
from components.practice.piece_card import facts
from components.practice.play_along import PlayAlong
from components.practice.words import signs
from components.vocabulary.elements import block, link, text
from components.vocabulary.keyed import Keyed
from pages.practice.piece_actions import Actions
from pages.practice.piece_changes import Changes
from pages.practice.piece_sound import Recordings
from pages.practice.piece_takes import Takes
from pages.shell.page_state import PageState
from pages.shell.services import run_service, screen


@screen
async def piece_page(page_state: PageState, content_id: str) -> None:
    """The piece of this id."""
    user = await run_service(accounts.current_user)
    piece = await run_service(pieces.get, user.id, content_id)
    score = await run_service(pieces.score, user.id, content_id)
    await run_service(community.view, user.id, content_id)
    stand = _Stand(user.id, piece, score)
    await stand.draw(page_state)


class _Stand:
    """Everything about one piece; it is drawn anew in its parts when the piece changes."""

    def __init__(self, user_id: str, piece: Piece, score: Score) -> None:
        self._user_id, self.piece, self.score = user_id, piece, score

    async def draw(self, page_state: PageState) -> None:
        """Draw all of it."""
        ui.page_title(f'{signs(self.piece.title)} – LevelMix')
        with block('pagehead'):
            self._head = Keyed(block())
        kept = await run_service(saved.get, self._user_id, self.piece.id)
        liked = await run_service(community.is_liked, self._user_id, self.piece.id)
        actions = Actions(self._user_id, self.piece, kept, liked, self.changed)
        actions.draw()
        self._along = PlayAlong(
            self.piece.id,
            self.piece.title,
            self.score.tempo,
            self._numbers(),
            performing.names(),
            on_bars=lambda bars: self._changes.chosen(bars),
            on_note=lambda note: self._changes.pressed(note),
            on_asked=lambda asked: self._takes.asked(asked),
        )
        self._along.props['stamp'] = self.piece.stamp
        self._changes = Changes(self._user_id, self.piece.mine, self.changed, self._along.pick)
        self._takes = Takes(self._user_id, self.piece, page_state, self._along)
        self._recordings = Recordings(self._user_id, self.piece, page_state)
        self._show()
        await self._takes.draw()
        await self._recordings.draw()
        with block('row'):
            link('All pieces', '/practice/library', 'button')
            link('New piece', '/practice', 'button', icon='add')

    async def changed(self, piece: Piece) -> None:
        """It is another one now, under the same id."""
        before, self.piece = self.piece, piece
        self.score = await run_service(pieces.score, self._user_id, piece.id)
        if before.stamp != piece.stamp:
            self._along.changed(piece.stamp, piece.title, self._numbers())
        self._show()

    def _numbers(self) -> list[int]:
        return [self.score.number(bar) for bar in range(len(self.score.bars))]

    def _show(self) -> None:
        with self._head as head:
            head.item('head', partial(_draw_head, self.piece))
        self._changes.show(self.piece, self.score)


def _draw_head(piece: Piece) -> None:
    text(signs(piece.title), 'wrap-any', tag='h1', data_testid='piece-title')
    with block('meta row'):
        for fact in facts(piece):
            text(fact)
        if piece.time_signature:
            text(piece.time_signature)
    if piece.description:
        text(signs(piece.description), tag='p', data_testid='piece-description')
    if piece.taken_down:
        text('This piece was reported and taken down: only you see it.', 'note warn', tag='p', role='status')
