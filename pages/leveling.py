"""The screens of levelling, and where they are."""

from components.job_card import JobCard
from pages.history import history_page
from pages.job import job_page
from pages.level import level_page
from pages.presets import presets_page
from pages.screens import Screens

SCREENS = Screens(
    area='leveling',
    routes={'/': level_page, '/history': history_page, '/jobs/{job_id}': job_page, '/presets': presets_page},
    tabs={'/': 'Level', '/history': 'History', '/presets': 'Presets'},
    card=JobCard,
)
