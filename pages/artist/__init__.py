"""The screens of artists, and their addresses."""

from app.artist import area as area
from pages.artist.adviser import adviser_page
from pages.artist.example import draw_example
from pages.artist.insights import insights_page
from pages.artist.memory import memory_page
from pages.artist.numbers import numbers_page
from pages.artist.pages import ROUTES as PAGE_ROUTES
from pages.artist.pages import TABS as PAGE_TABS
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
            **PAGE_TABS,
            '/artist/adviser': 'Adviser',
            '/artist/insights': 'Insights',
            '/artist/numbers': 'Numbers',
            '/artist/platforms': 'Platforms',
            '/artist/site': 'Site',
            '/artist/inbox': 'Inbox',
        },
        within={
            '/artist/adviser/': '/artist/adviser',
            '/artist/releases/': '/artist/releases',
            '/artist/settings': '/artist',
        },
        example=draw_example,
        icon='M10 2.5l2.2 4.9 5.3.6-4 3.6 1.1 5.2-4.6-2.7-4.6 2.7 1.1-5.2-4-3.6 5.3-.6z',
    )
)
