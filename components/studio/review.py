"""Listening to what was handed over: how it looks, what was said at which place, and a box to say something.

They use what the player at the bottom of every screen has brought to the page.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, dataclass

from nicegui import ui

from components.vocabulary.sent import Sent, chars_sent, hear


@dataclass(frozen=True, slots=True)
class Mark:
    """Something said at a place, in seconds; `at` is None where it is about all of it."""

    id: str
    at: float | None
    text: str
    by: str
    done: bool
    studio: bool


class ReviewWave(ui.element, component='static/review_wave.js'):
    """The wave of a version with marks; a `Player` of the same `job` plays it, and tells it the time.

    Parameters
    ----------
    look : the address of its peaks.
    """

    def __init__(self, job: str, look: str, said: Sequence[Mark]) -> None:
        super().__init__()
        self.props.update({'job': job, 'look': look})
        self.show(said)

    def show(self, said: Sequence[Mark]) -> None:
        """What was said, as it is now."""
        self.props['said'] = [asdict(one) for one in said]


class CommentBox(ui.element, component='static/comment_box.js'):
    """A box for words, which holds the time at which somebody began to write.

    Parameters
    ----------
    heard : whether there are times at all.
    on_say : called with the words, and the time in milliseconds, if there is one; returns whether they were taken.
    """

    def __init__(self, job: str, most: int, heard: bool, on_say: Callable[[str, int | None], Awaitable[bool]]) -> None:
        super().__init__()
        self.EVENT_CHARS = chars_sent(most) + 100
        self.props.update({'job': job, 'most': most, 'heard': heard})

        def read(sent: Sent) -> tuple[str, int | None]:
            return sent['text'].text(most), sent['at'].count() if sent['at'].given else None

        async def say(said: tuple[str, int | None]) -> None:
            if await on_say(*said):
                self.run_method('clear')

        hear(self, 'say', read, say)
