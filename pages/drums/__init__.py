"""The screens of drums, and their addresses."""

from app.drums import area as area
from pages.drums.compare import compare_page
from pages.drums.edit import draw_page, edit_page, revise_page
from pages.drums.example import draw_example
from pages.drums.job import job_page
from pages.drums.karma import karma_page
from pages.drums.map import map_page
from pages.drums.proposal import proposal_page
from pages.drums.proposals import proposals_page
from pages.drums.reviews import reviews_page
from pages.drums.song import song_page
from pages.drums.songs import songs_page
from pages.drums.start import start_page
from pages.shell.screens import Screens, register

SCREENS = register(
    Screens(
        area='drums',
        name='Drums',
        routes={
            '/drums': start_page,
            '/drums/songs': songs_page,
            '/drums/songs/{song_id}': song_page,
            '/drums/songs/{song_id}/draw': draw_page,
            '/drums/maps/{map_id}': map_page,
            '/drums/maps/{map_id}/edit': edit_page,
            '/drums/maps/{map_id}/compare': compare_page,
            '/drums/jobs/{job_id}': job_page,
            '/drums/proposals': proposals_page,
            '/drums/proposals/{proposal_id}': proposal_page,
            '/drums/proposals/{proposal_id}/edit': revise_page,
            '/drums/reviews': reviews_page,
            '/drums/reviews/{proposal_id}': proposal_page,
            '/drums/karma': karma_page,
        },
        tabs={
            '/drums': 'New map',
            '/drums/songs': 'Songs',
            '/drums/proposals': 'Your fixes',
            '/drums/reviews': 'Review',
            '/drums/karma': 'Karma',
        },
        within={'/drums/maps/': '/drums/songs'},
        icon='M3 9.500a7 3 0 1 0 14 0 7 3 0 1 0-14 0v5c0 1.700 3.100 3 7 3s7-1.300 7-3v-5M4 2l5 5M16 2l-5 5',
        example=draw_example,
    )
)
