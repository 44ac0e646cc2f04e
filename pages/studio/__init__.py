"""The screens of the studio, and their addresses."""

from app.studio import area as area
from pages.shell.screens import Screens, register
from pages.studio.client_files import client_page
from pages.studio.deliveries import deliveries_page
from pages.studio.file import file_page
from pages.studio.files import files_page

SCREENS = register(
    Screens(
        area='studio',
        name='Studio',
        routes={
            '/studio/files': files_page,
            '/studio/files/{file_id}': file_page,
            '/studio/deliveries': deliveries_page,
            '/studio/deliveries/{studio_id}/{client}': client_page,
        },
        tabs={
            '/studio/files': 'My files',
            '/studio/deliveries': 'Deliveries',
        },
        icon='M10 3v0a2.5 2.5 0 0 1 2.5 2.5v4a2.5 2.5 0 0 1-5 0v-4A2.5 2.5 0 0 1 10 3zM5 9.5a5 5 0 0 0 10 0M10 14.5V17',
    )
)
