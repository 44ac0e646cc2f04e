"""The screens of artists, and their addresses."""

from app.artist import area as area
from pages.artist.start import start_page
from pages.shell.screens import Screens, register

SCREENS = register(
    Screens(
        area='artist',
        name='Artist',
        routes={
            '/artist': start_page,
        },
        tabs={'/artist': 'Artist'},
        icon='M10 2.5l2.2 4.9 5.3.6-4 3.6 1.1 5.2-4.6-2.7-4.6 2.7 1.1-5.2-4-3.6 5.3-.6z',
    )
)
