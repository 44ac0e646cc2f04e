"""The picture of somebody, or the first letters of what they are called; and the field in which it is chosen."""

from nicegui import ui


class Face(ui.element, component='static/face.js'):
    """A small round picture; `mine` follows the visitor's own when it changes on this page."""

    def __init__(self, picture: str, name: str, *, mine: bool = False) -> None:
        super().__init__()
        self.props.update({'picture': picture, 'initials': initials(name), 'mine': mine})


class PictureField(ui.element, component='static/picture_field.js'):
    """Shows the visitor's picture, takes another one, and removes it; it talks to the server by itself."""

    def __init__(self, picture: str, name: str, most_bytes: int) -> None:
        super().__init__()
        self.props.update({'picture': picture, 'initials': initials(name), 'most': most_bytes})


def initials(name: str) -> str:
    """At most two letters that stand for a name or an address."""
    words = [word for word in name.partition('@')[0].replace('.', ' ').replace('_', ' ').split() if word[0].isalnum()]
    return ''.join(word[0] for word in (words if len(words) < 2 else [words[0], words[-1]])).upper()
