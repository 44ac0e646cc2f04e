"""Words that are written alike and said differently, by the words around: what the tagger of a front end gets wrong.

Each rule answers with the tag under which a lexicon has the sound that is meant, with the name of a sense that has a
sound of its own, or with '' where the tagger may decide.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

NEAR = 10
"""So many words on either side tell what a text is about."""


@dataclass(frozen=True, slots=True)
class Place:
    """A word in its sentence, in small letters and without signs.

    Attributes
    ----------
    before, after : the words on either side; '' at an edge, and behind a stop.
    near : the words of the same sentence that are not far.
    """

    word: str
    before: str
    second_before: str
    after: str
    second_after: str
    near: frozenset[str]
    first: bool


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_DETERMINERS = _set('a an the my your his her its our their this these those every each another no any some')
_OBJECTS = _set('a an the my your his its our their it them me us him her this these those all every each both')
_TO_VERB = _set(
    "to will would can could must shall should may might cannot don't doesn't didn't won't can't couldn't wouldn't "
    "shouldn't let's i'll we'll you'll they'll he'll she'll please i we they who"
)
_BE = _set("is are was were be been being am it's that's he's she's i'm we're you're they're isn't aren't wasn't seem "
           'seems seemed feel feels felt look looked looks became become')  # fmt: skip
_DEGREES = _set('very so too quite rather really pretty extremely perfectly fairly how as more most less not')
_BETWEEN = _set('not never always often usually sometimes also still only just ever soon then rarely')
_BEHIND_VERB = _set('that in at on with for from over by under down up to when if')
_SHIP = _set(
    'ship ships boat boats stern deck waves wave sail sails sailed port starboard vessel yacht sea canoe ferry captain '
    'hull harbor anchor'
)
_FISH = _set(
    'fish fishing fished fisherman fishermen fishes lake river caught catch catches sea grilled fried trout salmon rod '
    'pond striped largemouth bait hook fillet plate cooked net swam swim'
)
_MELODY = _set('music song guitar play plays played playing band turn volume speakers treble drum drums')
_METAL = _set(
    'metal metals zinc copper tin mercury arsenic alloy molten toxic poisonous iron gold silver steel pipes pipe paint '
    'roof roofs pencil poisoning batteries'
)
_OF_METAL = _set(
    'pipe pipes paint paints poisoning pencil pencils acid bullet bullets weight weights shot glass oxide crystal '
    'apron roof roofs ore mine mines dust solder battery batteries levels exposure soldier soldiers'
)
_TINY = _set(
    'detail details traces trace particles particle amount amounts quantity quantities difference differences change '
    'changes fraction crystals specks holes droplets cracks scale proportions organisms pieces insects variations'
)
_CLOSE_TO = _set(
    'to by together enough friend friends call range up relative relatives match race game family look attention watch '
    'behind proximity encounter encounters contact relationship relationships ties tie quarters finish second ally '
    'allies colleague colleagues combat shave'
)
_TORN = _set('muscle ligament tendon meniscus acl cartilage retinal')
_QUARREL = _set(
    'terrible huge big blazing public furious heated bitter flaming violent loud almighty awful nasty diplomatic'
)
_PERSON = _set('was is has had who in for since were could would lay sat needed needs')
_GOODS = _set('fresh local organic dairy farm seasonal garden sell sells sold selling buy buys bought of grow grew')
_TURNING = _set('around up down through its round along across itself back tightly past toward towards')


def sense(place: Place) -> str:
    """Which sound is meant; '' where nothing here tells."""
    own = _OWN.get(place.word)
    return (own(place) if own else '') or (_noun_or_verb(place) if place.word in _NOUN_OR_VERB else '')


def _noun_or_verb(place: Place) -> str:
    before = place.second_before if place.before in _BETWEEN or place.before.endswith('ly') else place.before
    if before in _TO_VERB:
        return 'VB'
    if place.before in _DETERMINERS:
        return ''  # the tagger knows a noun from an adjective
    if place.first and place.after in _OBJECTS and place.second_after:
        return 'VB'
    plural = place.before.endswith('s') and not place.before.endswith(('ss', "'s", 'us', 'is'))
    ends = not place.after and place.word in {'object', 'rebel', 'graduate', 'desert'}
    return 'VB' if plural and (ends or place.after in _BEHIND_VERB | _OBJECTS) else ''


def _tear(place: Place) -> str:
    if place.before == 'and' and place.second_before == 'wear':
        return 'VB'
    torn = place.after == 'in' and not place.near & {'eye', 'eyes'}
    return 'VB' if place.before in _TORN or (torn and place.before not in _TO_VERB) else ''


def _bow(place: Place) -> str:
    if place.before in _TO_VERB:
        return 'VB'
    if place.near & {'arrow', 'arrows', 'violin', 'cello', 'fiddle', 'tie', 'ribbon'}:
        return 'NN'
    bent = place.near & {
        'take',
        'takes',
        'took',
        'taking',
        'gave',
        'gives',
        'deep',
        'low',
        'final',
        'polite',
        'curtain',
    }
    return 'VB' if bent or place.near & _SHIP else ''


def _lead(place: Place) -> str:
    if place.after in _OF_METAL or (place.before in {'of', 'than', 'like', 'molten'} and not place.after):
        return 'metal'
    if place.before in _TO_VERB | _DETERMINERS or place.after in {'singer', 'guitar', 'role', 'actor', 'to', 'the'}:
        return ''
    return 'metal' if place.near & _METAL and place.after not in _OBJECTS else ''


def _close(place: Place) -> str:
    if place.before in {'the', 'a', 'at'} and place.after in {'of', ''} and not place.first:
        return 'NN'
    denied = place.before == 'not' and place.second_before in _TO_VERB | _set('do does did')
    if place.after in _OBJECTS or denied:
        return 'VB'
    if place.before in _BE | _DEGREES or (place.after in _CLOSE_TO and place.before not in _TO_VERB):
        return 'JJ'
    if place.before in {'come', 'came', 'get', 'got', 'stay', 'keep', 'stand', 'sit', 'hold', 'up', 'stayed', 'stood'}:
        return 'JJ'
    return 'VB' if place.before in _TO_VERB else ''


def _content(place: Place) -> str:
    if place.before in _DEGREES or (place.before in _BE and place.after in {'', 'with', 'to', 'and', 'in', 'just'}):
        return 'JJ'
    return '' if place.before in _TO_VERB else 'NN'


def _minute(place: Place) -> str:
    described = place.before in _BE | _DEGREES and not place.after
    return 'JJ' if described or place.after in _TINY else 'NN'


def _bass(place: Place) -> str:
    return 'NN' if place.near & _FISH and not place.near & _MELODY else 'JJ'


def _dove(place: Place) -> str:
    down = place.after in {
        'into',
        'in',
        'to',
        'under',
        'down',
        'for',
        'off',
        'from',
        'head',
        'deep',
        'right',
        'straight',
    }
    return 'VB' if down and place.before not in _DETERMINERS else ''


def _row(place: Place) -> str:
    strife = place.after in {'about', 'over', 'between', 'with', 'broke', 'erupted', 'last'}
    if place.before in _QUARREL or (place.before in {'a', 'the', 'another'} and strife):
        return 'quarrel'
    return ''


def _sow(place: Place) -> str:
    return 'NN' if place.before in _DETERMINERS or place.near & {'piglets', 'pig', 'pigs', 'boar'} else 'VB'


def _wound(place: Place) -> str:
    named = {place.before, place.second_before} & _DETERMINERS
    turned = place.after in _TURNING or (place.after in _OBJECTS and place.before in {'he', 'she', 'they', 'i', 'we'})
    return 'VBD' if turned and (not named or (place.before not in _DETERMINERS and place.after != 'in')) else ''


def _does(place: Place) -> str:
    counted = {'two', 'three', 'four', 'five', 'several', 'many', 'few', 'young'}
    herd = place.near & {'buck', 'bucks', 'stag', 'stags', 'fawn', 'fawns', 'deer'}
    return 'deer' if place.before in counted or (herd and place.before in _DETERMINERS | {'and'}) else ''


def _produce(place: Place) -> str:
    if place.before in _GOODS or place.after in {'aisle', 'section', 'market', 'stand'}:
        return 'NN'
    return ''


def _invalid(place: Place) -> str:
    a_person = {place.before, place.second_before} & _DETERMINERS and place.after in _PERSON | {''}
    return 'NN' if a_person else 'JJ'


def _resume(place: Place) -> str:
    named = place.before in _DETERMINERS | {'strong', 'good', 'updated', 'current'}
    return 'paper' if named and place.after not in _OBJECTS else ''


def _polish(place: Place) -> str:
    return 'shine' if place.first and place.after in _OBJECTS else ''


_OWN: dict[str, Callable[[Place], str]] = {
    'tear': _tear,
    'bow': _bow,
    'lead': _lead,
    'close': _close,
    'content': _content,
    'minute': _minute,
    'bass': _bass,
    'dove': _dove,
    'row': _row,
    'sow': _sow,
    'wound': _wound,
    'does': _does,
    'produce': _produce,
    'invalid': _invalid,
    'resume': _resume,
    'polish': _polish,
}
_NOUN_OR_VERB = _set(
    'close use record present object desert refuse project conduct permit produce separate estimate graduate moderate '
    'perfect alternate rebel insult contract contrast convert convict increase decrease import reject subject suspect '
    'transport survey delegate duplicate advocate excuse abuse house attribute conflict combat compound console '
    'extract progress segment torment upset elaborate appropriate approximate wind tear'
)
"""Of these a lexicon has a sound for the verb and one for the rest."""
WORDS = frozenset(_OWN) | _NOUN_OR_VERB


def place_of(said: Sequence[str], stops: Sequence[bool], at: int) -> Place:
    """What is around a word.

    Parameters
    ----------
    stops : whether a stop stands behind each word.
    """

    def behind(count: int) -> str:
        reached = at + count < len(said) and not any(stops[at : at + count])
        return said[at + count] if reached else ''

    def ahead(count: int) -> str:
        reached = at >= count and not any(stops[at - count : at])
        return said[at - count] if reached else ''

    near = frozenset(said[max(0, at - NEAR) : at + NEAR + 1])
    return Place(said[at], ahead(1), ahead(2), behind(1), behind(2), near, at == 0)
