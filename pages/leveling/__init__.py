"""The screens of levelling, and their addresses."""

from components.jobs.card import JobCard
from pages.leveling.example import draw_example
from pages.leveling.job import job_page
from pages.leveling.job_actions import details, job_actions
from pages.leveling.level import level_page
from pages.leveling.presets import presets_page
from pages.shell.screens import Screens, register

SCREENS = register(
    Screens(
        area='leveling',
        routes={'/': level_page, '/level': level_page, '/jobs/{job_id}': job_page, '/presets': presets_page},
        tabs={'/': 'Level', '/presets': 'Presets'},
        within={'/level': '/'},  # who has seen /voice and /drums guesses this one
        card=JobCard,
        actions=job_actions,
        details=details,
        icon='level',
        example=draw_example,
    )
)
