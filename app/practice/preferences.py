"""What somebody chose last, and how far they say they are: part of their profile."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, get_args

import sqlalchemy as sa
from sqlmodel import Session, col

from app import accounts
from app.db import reading, transaction
from app.errors import Invalid, NotAllowed
from app.practice import forms
from app.practice.music.keys import read_key
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
TEXT_LIMIT, MOST_KEYS = 1000, 30


@dataclass(frozen=True, slots=True)
class Wish:
    """What the form of a new piece begins with."""

    kind: str = Kind.JAZZ_LICK
    difficulty: str = Difficulty.INTERMEDIATE
    key: str = 'C'
    style: str = Style.SWING


@dataclass(frozen=True, slots=True)
class Musician:
    """What somebody tells of themselves: how far they are, what they play, for how long, and what they are after.

    Attributes
    ----------
    styles, keys : what they like to play, the first one most.
    told : whether they are through with telling, or do not want to.
    """

    skill_level: str = 'BEGINNER'
    instruments: str = ''
    years: int = 0
    goals: str = ''
    styles: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    told: bool = False


def wish_of(user_id: str) -> Wish:
    """What somebody chose last; at first what fits how far they are, and what they like."""
    with reading() as session:
        profile = _profile(session, user_id)
    return Wish() if profile is None else _wish(profile)


def remember(user_id: str, wish: Wish) -> None:
    """Begin with this next time."""
    with transaction() as session:
        accounts.acting(session, user_id)
        profile = _profile(session, user_id) or UserProfile(user_id=user_id)
        _keep(profile, wish)
        session.add(profile)


def is_new(user_id: str) -> bool:
    """Whether somebody has neither told of themselves, nor made anything yet."""
    with reading() as session:
        profile = _profile(session, user_id)
    return profile is None or not (_musician(profile).told or NAME in _read(profile.preferences))


def musician(user_id: str) -> Musician:
    """What somebody has told of themselves."""
    with reading() as session:
        profile = _profile(session, user_id)
    return Musician() if profile is None else _musician(profile)


def tell(user_id: str, told: Musician) -> Musician:
    """Keep what somebody tells of themselves, and begin with what has changed in it next time.

    Raises
    ------
    Invalid
        It is nobody's level, no style, no key, or too much text; a sentence for each.
    """
    told = _checked(told)
    with transaction() as session:
        accounts.acting(session, user_id)
        profile = _profile(session, user_id) or UserProfile(user_id=user_id)
        before, wish, begun = _musician(profile), _wish(profile), NAME in _read(profile.preferences)
        profile.skill_level = told.skill_level
        background = {name: getattr(told, name) for name in ('instruments', 'years', 'styles', 'keys', 'told')}
        profile.musical_background = json.dumps(_read(profile.musical_background) | background)
        profile.learning_goals = json.dumps(_read(profile.learning_goals) | {'text': told.goals})
        if begun:
            _keep(profile, _after(wish, before, told))
        session.add(profile)
        return _musician(profile)


def _checked(told: Musician) -> Musician:
    long = f'Write up to {TEXT_LIMIT:,} characters.'
    read = Invalid.read(
        {
            'level': lambda: _one_of(told.skill_level, get_args(SkillLevel), 'Choose how far you are.'),
            'instruments': lambda: forms.line(told.instruments, TEXT_LIMIT, long),
            'years': lambda: forms.within(told.years, 0, 100, 'Say for how many years you have played: 0 to 100.'),
            'goals': lambda: forms.notes(told.goals, TEXT_LIMIT),
            'styles': lambda: [_one_of(one, list(Style), 'Choose styles that there are.') for one in told.styles],
            'keys': lambda: [str(read_key(one)) for one in told.keys[:MOST_KEYS]],
        }
    )
    return replace(
        told,
        instruments=read['instruments'],
        goals=read['goals'],
        styles=tuple(dict.fromkeys(read['styles'])),
        keys=tuple(dict.fromkeys(read['keys'])),
    )


def _one_of(given: str, known: Iterable[str], sentence: str) -> str:
    if given not in known:
        raise NotAllowed(sentence)
    return given


def _after(wish: Wish, before: Musician, told: Musician) -> Wish:
    """What was chosen last stays, where nothing else was told of it now."""
    if told.skill_level != before.skill_level:
        wish = replace(wish, difficulty=LEVEL_OF[told.skill_level])
    if told.styles and told.styles != before.styles:
        wish = replace(wish, style=told.styles[0])
    if told.keys and told.keys != before.keys:
        wish = replace(wish, key=told.keys[0])
    return wish


def _wish(profile: UserProfile) -> Wish:
    kept, told = _read(profile.preferences).get(NAME, {}), _musician(profile)
    known = {field.name: kept[field.name] for field in fields(Wish) if isinstance(kept.get(field.name), str)}
    liked = {'style': told.styles[:1], 'key': told.keys[:1]}
    begin = {'difficulty': LEVEL_OF[profile.skill_level]} | {name: one[0] for name, one in liked.items() if one}
    return Wish(**begin | known)


def _keep(profile: UserProfile, wish: Wish) -> None:
    profile.preferences = json.dumps(_read(profile.preferences) | {NAME: asdict(wish)})


def _musician(profile: UserProfile) -> Musician:
    background, goals = _read(profile.musical_background), _read(profile.learning_goals)
    return Musician(
        profile.skill_level,
        str(background.get('instruments', '')),
        int(background.get('years', 0)),
        str(goals.get('text', '')),
        tuple(str(one) for one in background.get('styles', ())),
        tuple(str(one) for one in background.get('keys', ())),
        bool(background.get('told')),
    )


def _profile(session: Session, user_id: str) -> UserProfile | None:
    found: UserProfile | None = session.scalar(sa.select(UserProfile).where(col(UserProfile.user_id) == user_id))
    return found


def _read(text: str | None) -> dict[str, Any]:
    try:
        told = json.loads(text or '{}')
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}
