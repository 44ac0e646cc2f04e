"""The screens of practice, and their addresses."""

from app.practice import area as area
from pages.practice.classes import classes_page
from pages.practice.community import community_page
from pages.practice.create import create_page
from pages.practice.credits import credits_page
from pages.practice.example import draw_example
from pages.practice.journal import journal_page
from pages.practice.library import library_page
from pages.practice.piece import piece_page
from pages.practice.progress import progress_page
from pages.practice.sound import sound_page, take_page
from pages.practice.welcome import you_page
from pages.shell.screens import Screens, register

SCREENS = register(
    Screens(
        area='practice',
        name='Practice',
        routes={
            '/practice': create_page,
            '/practice/you': you_page,
            '/practice/credits': credits_page,
            '/practice/library': library_page,
            '/practice/journal': journal_page,
            '/practice/progress': progress_page,
            '/practice/community': community_page,
            '/practice/classes': classes_page,
            '/practice/sounds/{job_id}': sound_page,
            '/practice/takes/{job_id}': take_page,
            '/practice/pieces/{content_id}': piece_page,
        },
        tabs={
            '/practice': 'Create',
            '/practice/library': 'Pieces',
            '/practice/journal': 'Journal',
            '/practice/progress': 'Progress',
            '/practice/community': 'Community',
            '/practice/classes': 'Classes',
        },
        within={'/practice/pieces/': '/practice/library'},
        example=draw_example,
        icon='M6 15.500a2 1.600 0 1 0 4 0 2 1.600 0 1 0-4 0M10 15.500V4l6 2v3l-6-2',
    )
)
