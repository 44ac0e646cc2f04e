"""The screens of the studio, and their addresses."""

from app.studio import area as area
from pages.shell.screens import Screens, register
from pages.studio import clients
from pages.studio.booking import booking_page
from pages.studio.bookings import bookings_page
from pages.studio.client_files import client_page
from pages.studio.deliveries import deliveries_page
from pages.studio.example import draw_example
from pages.studio.file import file_page
from pages.studio.files import files_page
from pages.studio.sessions import sessions_page
from pages.studio.settings import settings_page
from pages.studio.start import studio_page

SCREENS = register(
    Screens(
        area='studio',
        name='Studio',
        routes={
            '/studio': studio_page,
            '/studio/bookings': bookings_page,
            '/studio/bookings/{booking_id}': booking_page,
            '/studio/clients': clients.clients_page,
            '/studio/clients/of': clients.client_page,
            '/studio/sessions': sessions_page,
            '/studio/sessions/{booking_id}': booking_page,
            '/studio/settings': settings_page,
            '/studio/settings/{part}': settings_page,
            '/studio/files': files_page,
            '/studio/files/{file_id}': file_page,
            '/studio/deliveries': deliveries_page,
            '/studio/deliveries/{studio_id}/{client}': client_page,
        },
        tabs={'/studio': 'Studio'},
        example=draw_example,
        icon='M4 5.500h12v11H4zM4 8.500h12M7.500 3v3.500M12.500 3v3.500M7 12h2.500M11.500 12h1.500',
    )
)
