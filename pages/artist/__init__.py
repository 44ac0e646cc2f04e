"""The screens of artists, and their addresses."""

from app.artist import area as area
from pages.artist.adviser import adviser_page
from pages.artist.example import draw_example
from pages.artist.insights import insights_page
from pages.artist.memory import memory_page
from pages.artist.numbers import numbers_page
from pages.artist.pages import ROUTES as PAGE_ROUTES
from pages.artist.pages import WITHIN as PAGE_WITHIN
from pages.artist.platforms import platforms_page
from pages.artist.settings import settings_page
from pages.artist.site import ROUTES as SITE_ROUTES
from pages.artist.start import start_page
from pages.shell.screens import Screens, register

SCREENS = register(
    Screens(
        area='artist',
        name='Artist',
        routes={
            '/artist': start_page,
            '/artist/adviser': adviser_page,
            '/artist/adviser/memory': memory_page,
            '/artist/insights': insights_page,
            '/artist/numbers': numbers_page,
            '/artist/platforms': platforms_page,
            '/artist/settings': settings_page,
            **PAGE_ROUTES,
            **SITE_ROUTES,
        },
        tabs={
            '/artist': 'Start',
            '/artist/page': 'Page',
            '/artist/numbers': 'Numbers',
            '/artist/insights': 'Insights',
            '/artist/adviser': 'Adviser',
            '/artist/site': 'Site',
        },
        within={
            **PAGE_WITHIN,
            '/artist/adviser/': '/artist/adviser',
            '/artist/inbox': '/artist/site',
            '/artist/platforms': '/artist',
            '/artist/settings': '/artist',
            '/artist/site/': '/artist/site',
        },
        example=draw_example,
        icon='M10 2.5l2.2 4.9 5.3.6-4 3.6 1.1 5.2-4.6-2.7-4.6 2.7 1.1-5.2-4-3.6 5.3-.6z',
    )
)
