"""Plays a clip while it is made: each piece as soon as it is said."""

from nicegui import ui


class FirstSound(ui.element, component='static/first_sound.js'):
    """Says what it plays, with a button to stop it; takes its place from the beginning, so that nothing moves."""

    def play(self, clip_id: str, title: str) -> None:
        """Begin with the first piece of this clip, once it is there."""
        self.run_method('play', clip_id, title)

    def stop(self) -> None:
        """Play no more."""
        self.run_method('stop')
