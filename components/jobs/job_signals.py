"""Tells of jobs outside the page: their number in its title, and their end by a notification of the browser."""

from nicegui import ui


class JobSignals(ui.element, component='static/job_signals.js'):
    """Counts in the title; shows a button by which people let the browser tell them, and asks for leave only then."""

    def __init__(self) -> None:
        super().__init__()
        self.props['running'] = 0

    def count(self, running: int) -> None:
        """Put the number of jobs that wait or run before the title of the page; nothing where there are none."""
        if self.props['running'] != running:
            self.props['running'] = running

    def tell(self, job_id: str, title: str, body: str, href: str) -> None:
        """Let the browser say that a job has ended, if people want that and look elsewhere."""
        self.run_method('tell', job_id, title, body, href)
