"""The waveform of a clip, in its place from the beginning."""

from nicegui import ui


class ClipWave(ui.element, component='static/clip_wave.js'):
    """Draws the levels of a clip; a line as long as there are none."""

    def __init__(self, clip_id: str, title: str, *, there: bool) -> None:
        super().__init__()
        self.props.update({'clip': clip_id, 'name': title, 'there': there})
