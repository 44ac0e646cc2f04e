"""How a piece is changed: chords that were put in are told and undone, chords are swapped, notes moved or removed."""

from collections.abc import Callable
from functools import partial

from app.practice import pieces
from app.practice.editing import chords, notes
from app.practice.pieces import Piece
from app.practice.score import Score
from components.practice.words import signs
from components.vocabulary.elements import block, button, dialog_named, text
from components.vocabulary.keyed import Keyed
from pages.practice.piece_actions import Changed
from pages.shell.services import run_service, toast_errors

STEPS = {'Half step up': 1, 'Half step down': -1, 'Octave up': 12, 'Octave down': -12}
SHARPS = ('C', 'C#', 'D', 'D#', 'E', 'F', 'F#', 'G', 'G#', 'A', 'A#', 'B')


class Changes:
    """What can be changed in a piece; of somebody else’s it is told what was put in.

    `on_pick` is called with the id of the note that is about to be changed, and with nothing where none is.
    """

    def __init__(self, user_id: str, mine: bool, on_change: Changed, on_pick: Callable[[str], None]) -> None:
        self._user_id, self._mine, self._on_change, self._on_pick = user_id, mine, on_change, on_pick
        self._bars: list[int] | None = None
        self._note: tuple[int, int] | None = None
        self._piece: Piece | None = None
        self._score: Score | None = None
        self._hand = Keyed(block('at-hand'))
        self._place = Keyed(block('stack'))

    def chosen(self, bars: list[int] | None) -> None:
        """Other bars are chosen on the page."""
        self._bars = bars
        self._draw()

    def pressed(self, note_id: str) -> None:
        """A note is chosen on the page, by its id: `n`, the index of its bar, its place in it."""
        bar, _, place = note_id.removeprefix('n').partition('-')
        self._note = (int(bar), int(place)) if self._mine and bar.isdecimal() and place.isdecimal() else None
        self._draw()

    def show(self, piece: Piece, score: Score) -> None:
        """Draw what there is to tell of the piece as it is now."""
        self._piece, self._score = piece, score
        self._draw()

    def _draw(self) -> None:
        score = self._score
        if score is None or self._place.place.is_deleted:
            return
        if self._note is not None and not self._has(score, *self._note):
            self._note = None
        self._on_pick('n{}-{}'.format(*self._note) if self._note is not None else '')
        with self._hand as hand:
            if self._note is not None:
                hand.item('note', self._draw_note, score, *self._note)
        with self._place as shown:
            if self._mine and self._bars:
                shown.item('chords', self._draw_chords, score, tuple(self._bars))
            elif self._mine:
                shown.item('hint', _hint)
            if score.substitutions:
                shown.item('log', self._draw_log, score)

    def _has(self, score: Score, bar: int, place: int) -> bool:
        return bar < len(score.bars) and place < len(score.bars[bar].notes)

    def _draw_note(self, score: Score, bar: int, place: int) -> None:
        note = score.bars[bar].notes[place]
        with block('panel row', data_testid='note'):
            text(f'{signs(str(note.pitch))} in bar {score.number(bar)}', 'strong')
            for label, step in STEPS.items():
                named = _named(note.midi + step)
                deed = partial(notes.moved, bar=bar, place=place, pitch=named)
                button(label, partial(self._change, deed), data_testid=f'note-{step}')
            remove = partial(notes.removed, bar=bar, place=place)
            button('Remove', partial(self._change, remove), 'bare', icon='delete', data_testid='note-remove')
            button('Done', partial(self.pressed, ''), 'bare', data_testid='note-done')

    def _draw_chords(self, score: Score, bars: tuple[int, ...]) -> None:
        with block('panel stack', tag='section', aria_label='Chords', data_testid='chords'):
            text('Swap a chord', tag='h2')
            for bar in range(bars[0], min(bars[-1] + 1, len(score.bars))):
                with block('row'):
                    text(f'Bar {score.number(bar)}', 'quiet')
                    for place, placed in enumerate(score.bars[bar].chords):
                        ask = partial(self._swap, score, bar, place)
                        button(signs(str(placed.chord)), ask, data_testid='chord')

    def _draw_log(self, score: Score) -> None:
        with block('panel stack', tag='section', aria_label='Substitutions', data_testid='substitutions'):
            text('In place of plainer chords', tag='h2')
            with block('rows', tag='ul'):
                for one in score.substitutions:
                    with block('line', tag='li', data_testid='substitution'):
                        text(f'Bar {score.number(one.bar)}', 'strong')
                        text(signs(one.words), 'wrap-any grow')
                        if self._mine:
                            undo = partial(chords.undone, bar=one.bar)
                            button('Undo', partial(self._change, undo), 'bare', data_testid='undo')

    async def _swap(self, score: Score, bar: int, place: int) -> None:
        """Which chords fit there, in words."""
        with toast_errors():
            found = chords.offers(score, bar, place)
            title = f'In place of {signs(str(score.bars[bar].chords[place].chord))}'
            with dialog_named(title) as dialog, block('sheet', role='dialog', aria_label=title, data_testid='offers'):
                text(title, tag='h2')
                with block('choices'):
                    for offer in found:
                        press = button('', partial(dialog.submit, str(offer.chord)), data_testid='offer')
                        with press:
                            text(signs(str(offer.chord)), 'strong')
                            text(signs(offer.words), 'quiet small wrap-any')
                with block('row').style('justify-content: flex-end'):
                    button('Go back', lambda: dialog.submit(None))
            answer = await dialog
            words = next((offer.words for offer in found if str(offer.chord) == answer), '')
            if not dialog.is_deleted:
                dialog.delete()
            if answer:
                await self._change(partial(chords.swapped, bar=bar, place=place, chord=str(answer), words=words))

    async def _change(self, deed: Callable[[Score], Score]) -> None:
        with toast_errors():
            assert self._piece is not None
            changed = await run_service(pieces.change, self._user_id, self._piece.id, deed)
            await self._on_change(changed)


def _named(midi: int) -> str:
    """A pitch by a name; the piece gives it the one that fits its chord."""
    return f'{SHARPS[midi % 12]}{midi // 12 - 1}'


def _hint() -> None:
    text('Choose bars to swap their chords; press a note to move it.', 'quiet small', tag='p')
