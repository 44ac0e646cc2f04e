"""Brings a map that somebody has as a file: its bytes go to the server, which answers with the page of the map."""

from nicegui import ui

MOST_BYTES = 24 * 1024 * 1024
ACCEPTS = '.bsm,.mid,.midi,.rmi,.chart,.osu,.json'


class BringMap(ui.element, component='static/bring_map.js'):
    """A button to choose a file; what is wrong with it is said beside it.

    Parameters
    ----------
    address : where it is sent.
    told : which files are read, in words.
    named : whether it is asked what the song is called, for a file that does not say so.
    """

    def __init__(self, address: str, told: str, *, named: bool = False) -> None:
        super().__init__()
        self.props.update({'address': address, 'named': named, 'most': MOST_BYTES, 'accepts': ACCEPTS})
        self.props['told'] = told
