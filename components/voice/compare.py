"""A recording and what was made of it, to be compared by ear: in step, as loud as each other, switched at a press."""

from nicegui import ui


class Compare(ui.element, component='static/compare.js'):
    """Plays both at once and lets one of them be heard.

    Parameters
    ----------
    before, after : where they are fetched.
    louder_db : how much louder the one before is; negative where it is the softer one, None where that is not known.
    """

    def __init__(self, before: str, after: str, louder_db: float | None) -> None:
        super().__init__()
        self.props.update({'before': before, 'after': after, 'louder': louder_db or 0.0})
