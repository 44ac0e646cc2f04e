"""What somebody chose last, and how far they say they are: part of their profile."""

import json
from dataclasses import asdict, dataclass, fields
from typing import Any, get_args

import sqlalchemy as sa
from sqlmodel import Session, col

from app import accounts
from app.db import reading, transaction
from app.errors import NotAllowed
from app.practice import forms
from app.practice.options import Difficulty, Kind, Style
from models import UserProfile
from models.profiles import SkillLevel

LEVEL_OF = {
    'BEGINNER': Difficulty.BEGINNER,
    'INTERMEDIATE': Difficulty.INTERMEDIATE,
    'ADVANCED': Difficulty.ADVANCED,
    'PROFESSIONAL': Difficulty.EXPERT,
}
"""The level at which somebody begins, by how far they say they are."""
NAME = 'practice'
TEXT_LIMIT = 1000


@dataclass(frozen=True, slots=True)
class Wish:
    """What the form of a new piece begins with."""

    kind: str = Kind.JAZZ_LICK
    difficulty: str = Difficulty.INTERMEDIATE
    key: str = 'C'
    style: str = Style.SWING


@dataclass(frozen=True, slots=True)
class Musician:
    """What somebody tells of themselves: how far they are, what they play, for how long, and what they are after."""

    skill_level: str = 'BEGINNER'
    instruments: str = ''
    years: int = 0
    goals: str = ''
    told: bool = False
    """Whether they have, or do not want to."""


def wish_of(user_id: str) -> Wish:
    """What somebody chose last; at first what fits how far they are."""
    with reading() as session:
        profile = _profile(session, user_id)
    if profile is None:
        return Wish()
    kept = _read(profile.preferences).get(NAME, {})
    known = {field.name: kept[field.name] for field in fields(Wish) if isinstance(kept.get(field.name), str)}
    return Wish(**{'difficulty': LEVEL_OF[profile.skill_level]} | known)


def remember(user_id: str, wish: Wish) -> None:
    """Begin with this next time."""
    with transaction() as session:
        accounts.acting(session, user_id)
        profile = _profile(session, user_id) or UserProfile(user_id=user_id)
        profile.preferences = json.dumps(_read(profile.preferences) | {NAME: asdict(wish)})
        session.add(profile)


def musician(user_id: str) -> Musician:
    """What somebody has told of themselves."""
    with reading() as session:
        profile = _profile(session, user_id)
    if profile is None:
        return Musician()
    background, goals = _read(profile.musical_background), _read(profile.learning_goals)
    return Musician(
        profile.skill_level,
        str(background.get('instruments', '')),
        int(background.get('years', 0)),
        str(goals.get('text', '')),
        bool(background.get('told')),
    )


def tell(user_id: str, told: Musician) -> Musician:
    """Keep what somebody tells of themselves; raises NotAllowed for what nobody is."""
    if told.skill_level not in get_args(SkillLevel):
        raise NotAllowed('Choose how far you are.')
    forms.within(told.years, 0, 100, 'Say for how many years you have played: 0 to 100.')
    long = f'Write up to {TEXT_LIMIT:,} characters.'
    instruments, goals = forms.line(told.instruments, TEXT_LIMIT, long), forms.notes(told.goals, TEXT_LIMIT)
    with transaction() as session:
        accounts.acting(session, user_id)
        profile = _profile(session, user_id) or UserProfile(user_id=user_id)
        profile.skill_level = told.skill_level
        background = {'instruments': instruments, 'years': told.years, 'told': True}
        profile.musical_background = json.dumps(_read(profile.musical_background) | background)
        profile.learning_goals = json.dumps(_read(profile.learning_goals) | {'text': goals})
        session.add(profile)
    return musician(user_id)


def _profile(session: Session, user_id: str) -> UserProfile | None:
    found: UserProfile | None = session.scalar(sa.select(UserProfile).where(col(UserProfile.user_id) == user_id))
    return found


def _read(text: str | None) -> dict[str, Any]:
    try:
        told = json.loads(text or '{}')
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}
