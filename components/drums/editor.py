"""The editor of a drum map: drawn, moved and timed by pointer or keys, and kept in the browser until it is saved."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from nicegui import ui

from components.drums.player import MODULES
from components.vocabulary.sent import Sent, hear

WORDS_CHARS, ID_CHARS, ACTION_CHARS = 1000, 64, 20
MOST_CHARS = 900_000
"""Of a map as JSON; `app.drums.for_browser` takes as many."""


@dataclass(frozen=True, slots=True)
class Action:
    """A button that sends the map: `words` if it takes a sentence, and `missing` what is said without one."""

    name: str
    label: str
    main: bool = False
    words: bool = False
    missing: str = ''


@dataclass(frozen=True, slots=True)
class Done:
    """What was sent: by which button, the map as JSON, the words, and the version that it was made from."""

    action: str
    map: str
    words: str
    version: str


class DrumEditor(ui.element, component='static/drum_editor.js', esm=MODULES):
    """Edits what it fetches.

    Parameters
    ----------
    source : where the map is, as `app.drums.for_browser` writes it.
    label : what it is called.
    draft : under which name unsaved work is kept in the browser.
    version : which version the map is.
    actions : the buttons that send it.
    on_done : called with what was sent; then call `settled`.
    song, stem, wave, keep : as those of the player.
    words_label : what the field for words asks.
    """

    EVENT_CHARS = MOST_CHARS

    def __init__(
        self,
        source: str,
        label: str,
        draft: str,
        *,
        version: str = '',
        actions: Sequence[Action] = (),
        on_done: Callable[[Done], Awaitable[None]] | None = None,
        song: str = '',
        stem: str = '',
        wave: str = '',
        keep: str = '',
        words_label: str = 'What did you change, and why?',
    ) -> None:
        super().__init__()
        self.props.update({'source': source, 'label': label, 'draft': draft, 'version': version, 'song': song})
        self.props.update({'stem': stem, 'wave': wave, 'keep': keep, 'words-label': words_label})
        self.props['actions'] = [
            {'name': one.name, 'label': one.label, 'main': one.main, 'words': one.words, 'missing': one.missing}
            for one in actions
        ]
        if on_done is not None:
            hear(self, 'done', _done, on_done)

    def settled(self, stored: bool, words: str) -> None:
        """Tell the browser whether what it sent is stored; only then it forgets its copy."""
        self.run_method('settled', stored, words)


def _done(sent: Sent) -> Done:
    return Done(
        sent['action'].text(ACTION_CHARS),
        sent['map'].text(MOST_CHARS),
        sent['words'].text(WORDS_CHARS),
        sent['version'].text(ID_CHARS),
    )
