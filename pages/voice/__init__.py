"""The screens of voice, and their addresses. Each tool brings a line in `routes` and one in `tabs`."""

from app.voice import area as area
from app.voice import service
from components.voice.clip_card import ClipCard
from pages.shell.screens import Screens, register
from pages.voice.change import change_page
from pages.voice.clip import clip_page
from pages.voice.clip_actions import clip_actions, details
from pages.voice.clips import clips_page
from pages.voice.effects import effects_page
from pages.voice.example import draw_example
from pages.voice.mine import mine_page
from pages.voice.speak import speak_page

SCREENS = register(
    Screens(
        area='voice',
        name='Voice',
        routes={
            '/voice': speak_page,
            '/voice/change': change_page,
            '/voice/effects': effects_page,
            '/voice/mine': mine_page,
            '/voice/clips': clips_page,
            '/voice/clips/{job_id}': clip_page,
        },
        tabs={
            '/voice': 'Speak',
            '/voice/change': 'Change',
            '/voice/effects': 'Effects',
            '/voice/mine': 'My voices',
            '/voice/clips': 'Clips',
        },
        card=ClipCard,
        actions=clip_actions,
        details=details,
        plain=frozenset({service.LEARN}),
        icon='voice',
        example=draw_example,
    )
)
