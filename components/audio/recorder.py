"""Records sound in the browser, which becomes an upload like any other file."""

from collections.abc import Sequence

from nicegui import ui

_MODULES = {'levelmix-recording': 'static/recording'}


class Recorder(ui.element, component='static/recorder.js', esm=_MODULES):
    """A text to read, a meter of the level, and a button.

    Parameters
    ----------
    lines : what may be read aloud.
    most_s : where it stops by itself.
    max_bytes : largest file the server takes.
    least_s : what is shorter is not kept.
    hint, going, added : what is said before anything is recorded, meanwhile, and after.
    """

    def __init__(
        self,
        lines: Sequence[str],
        most_s: int,
        max_bytes: int,
        *,
        least_s: int = 4,
        hint: str = 'Read the text aloud, or say anything else, for 30 to 60 seconds.',
        going: str = 'Recording. Read on.',
        added: str = 'Added below. Record more, or learn the voice.',
    ) -> None:
        super().__init__()
        self.props['text'] = list(lines)
        self.props['most'] = most_s
        self.props['max-bytes'] = max_bytes
        self.props.update({'least': least_s, 'hint': hint, 'going': going, 'added': added})
