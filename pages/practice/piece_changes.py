"""What was put into the harmony of a piece, told bar by bar, and how it is changed."""

from app.practice.pieces import Piece
from app.practice.score import Score, Substitution
from components.vocabulary.elements import block, text
from components.vocabulary.keyed import Keyed
from pages.practice.piece_actions import Changed


class Changes:
    """The list of substitutions; those of one's own piece can be undone."""

    def __init__(self, user_id: str, mine: bool, on_change: Changed) -> None:
        self._user_id, self._mine, self._on_change = user_id, mine, on_change
        self._bars: list[int] | None = None
        self._place = Keyed(block('stack'))

    def chosen(self, bars: list[int] | None) -> None:
        """Other bars are chosen on the page."""
        self._bars = bars

    def show(self, piece: Piece, score: Score) -> None:
        """Draw what there is to tell."""
        with self._place as shown:
            if score.substitutions:
                shown.item('log', self._draw_log, score)

    def _draw_log(self, score: Score) -> None:
        with block('panel stack', tag='section', aria_label='Substitutions', data_testid='substitutions'):
            text('In place of plainer chords', tag='h2')
            with block('rows', tag='ul'):
                for one in score.substitutions:
                    with block('line', tag='li', data_testid='substitution'):
                        text(f'Bar {score.number(one.bar)}', 'strong')
                        text(_words(one), 'wrap-any grow')


def _words(one: Substitution) -> str:
    return one.words
