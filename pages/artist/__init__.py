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
        icon='M10 2.500l2.200 4.900 5.300.600-4 3.600 1.100 5.200-4.600-2.700-4.600 2.700 1.100-5.200-4-3.600 5.300-.600',
    )
)
