"""A question on its way to its answer."""

from dataclasses import dataclass

from app.artist.adviser.known import Artist
from app.artist.adviser.says import Answer
from app.artist.adviser.slots import Slots, plain


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks, what, and what the question names."""

    artist: Artist
    question: str
    slots: Slots
    intent: str = ''

    @classmethod
    def of(cls, artist: Artist, question: str, intent: str = '') -> 'Asked':
        """A question of an artist."""
        return cls(artist, question, artist.slots(question), intent)

    @property
    def words(self) -> str:
        """The question in small letters, without marks."""
        return plain(self.question)

    def answer(self) -> Answer:
        """An answer in which nothing is said yet."""
        return Answer(self.intent)
