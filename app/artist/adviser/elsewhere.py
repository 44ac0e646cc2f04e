"""What a question looks like that is none of our business, and how hurried people write. Knows no database."""

import re
from difflib import get_close_matches
from functools import cache, lru_cache

_NUMBERS = r'(?:streams?|plays|views|listeners|followers|subscribers|subs|fans)'
_PLATFORM = 'spotify|youtube|apple|tiktok|instagram|facebook|soundcloud|bandcamp|deezer|tidal|amazon'

AGAINST: tuple[tuple[str, float, frozenset[str]], ...] = (
    # how something is done, which is a craft
    (
        r'\bhow (?:do|can|should|could|would|to)(?: i| you| we| one)? (?:mix|master|record|sing|play|cook|write|tune|eq|'
        r'compress|produce|fix|install|build|learn|clean|become|copyright|trademark|get (?:signed|famous|rich|on)|'
        r'make (?!my (?:artist )?(?:page|profile)))',
        0.6,
        frozenset({'plan_release'}),
    ),
    # other people's numbers
    (
        r'\b(?:does|do|did|has) (?!i\b|my\b|we\b|you\b|it\b|the\b|that\b|this\b|our\b|people\b|there\b|an?\b|any|every|'
        rf'{_PLATFORM})\w+ (?:\w+ )?(?:have|get|got|earn|own)\b',
        0.9,
        frozenset({'engineer_notes', 'find_file'}),
    ),
    (
        r'\b(?!what|how|where|who|when|that|it|there|here|let|today|yesterday|week|month|year|day|release|song|track|'
        rf'single|album|ep|january|february|march|april|may|june|july|august|{_PLATFORM})\w+ s (?:\w+ )?{_NUMBERS}\b',
        0.9,
        frozenset(),
    ),
    (
        r'^who (?:owns?|owned|invented|founded|won|sang|sings|wrote|is the|was the|is (?!my|our)\w+$)|\bhow old (?:are you|is he|'
        r'is she|am i)\b|^what is the (?!reason|best|newest|latest|next|status|state|name)\w+ \w+$',
        0.6,
        frozenset({'engineer_notes', 'recall'}),
    ),
    # things to buy, see and hear
    (
        r'\b(?:recommend|suggest|which|what|best|good|buy)\b.*\b(?:microphone|mic|guitars?|amps?|synth\w*|plug ?ins?|daw|'
        r'interface|headphones|laptop|computer|phone|camera|strings|film|movie|series|book|restaurant|hotel|pedals?)\b',
        0.8,
        frozenset(),
    ),
    (
        r'\b(?:weather|jokes?|poems?|recipes?|cook|capital of|president|chancellor|football|soccer|translate|movies?|'
        r'meaning of life|horoscope|homework|girlfriend|boyfriend|marry|how are you|who are you|your name|bitcoin|'
        r'crypto\w*|politic\w*|lyrics|chords?|rhym\w*|nearest|pizza|world cup)\b',
        0.6,
        frozenset({'recall', 'remember', 'forget', 'engineer_notes'}),
    ),
    (
        r'\b(?:tax|taxes|legal\w*|contract|lawyer|copyright|trademark|gema|vat|sue)\b',
        0.8,
        frozenset({'spending', 'recall', 'remember', 'forget', 'engineer_notes'}),
    ),
)
"""Patterns, how much they take off every score, and the intents that they do not speak against."""
LAW = re.compile(r'\b(?:tax|taxes|legal\w*|contract|lawyer|copyright|trademark|gema|vat|sue|law)\b')

SHORT = {
    'whats': 'what s', 'hows': 'how s', 'whens': 'when s', 'wheres': 'where s', 'whos': 'who s', 'u': 'you', 'ur': 'your',
    'r': 'are', 'ppl': 'people', 'pls': 'please', 'plz': 'please', 'thx': 'thanks', 'wanna': 'want to', 'im': 'i m',
    'gonna': 'going to', 'gotta': 'have to', 'ive': 'i ve', 'id': 'i d', 'isnt': 'isn t', 'lvl': 'level', 'vids': 'videos',
    'vid': 'video', 'yt': 'youtube', 'insta': 'instagram', 'nr': 'number', 'nums': 'numbers', 'tho': '', 'til': 'until',
    'till': 'until', 'sec': '', 'bro': '', 'cant': 'can t', 'didnt': 'didn t', 'doesnt': 'doesn t', 'wk': 'week',
    'mth': 'month', 'sesh': 'session', 'pic': 'picture', 'abt': 'about', 'smth': 'something', 'rn': 'right now',
}  # fmt: skip
KEYWORDS = (
    'followers', 'follower', 'streams', 'listeners', 'subscribers', 'spotify', 'youtube', 'instagram', 'soundcloud',
    'bandcamp', 'platform', 'release', 'single', 'album', 'session', 'studio', 'engineer', 'master', 'stems', 'forecast',
    'streak', 'profile', 'remember', 'forget', 'budget', 'clicks', 'links', 'level', 'points', 'numbers', 'publish',
    'upload', 'available', 'feedback', 'delivered', 'monthly', 'month', 'appointment', 'promotion', 'advertising',
    'checklist', 'predict', 'invoice', 'growing', 'fastest', 'missing', 'complete', 'posting', 'weekend', 'recording',
)  # fmt: skip
"""Words by which an intent is recognised: what is written nearly so is read as one of them."""
_COMMON = frozenset(
    """about after again album angle ahead being below bring could doing enough every first going great house hours
    large later leave light local might money never night noise other place plays point press price quite ready right
    round should since small some something song songs sound start steam still stream table thank thanks their there
    these thing things think those three title today track tracks under until using video view views visit voice wait
    week weeks what when where which while whole will with work works world would years single singles session
    sessions months masters mastered remembered forgot forgotten linked link click clicked levels released releases
    platforms profiles posted uploaded recorded growth listen listened listening seasons season angels upgrade""".split()
)
ALIKE = 0.84


def speaks_against(words: str, intent: str) -> float:
    """How much is taken off the score of an intent, because the question looks like none of our business."""
    return max((off for pattern, off, spared in _against() if intent not in spared and pattern.search(words)), default=0.0)


def spelt_out(words: str) -> str:
    """What was written in a hurry, as it is meant: short forms written out, known words without their typing errors."""
    out = ' '.join(SHORT.get(word, word) for word in words.split())
    return ' '.join(_repaired(word) for word in out.split())


@lru_cache(2000)
def _repaired(word: str) -> str:
    if len(word) < 5 or word in _COMMON or word in KEYWORDS or not word.isalpha():
        return word
    return next(iter(get_close_matches(word, KEYWORDS, 1, ALIKE)), word)


@cache
def _against() -> tuple[tuple[re.Pattern[str], float, frozenset[str]], ...]:
    return tuple((re.compile(pattern), off, spared) for pattern, off, spared in AGAINST)
