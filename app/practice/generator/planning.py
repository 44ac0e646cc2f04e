"""From what was asked to what is made: every option checked, and what was left open decided."""

import random
from dataclasses import dataclass

from app.errors import Invalid, NotAllowed
from app.practice.generator.forms import FORM_BARS
from app.practice.generator.levels import LEVELS
from app.practice.music.keys import read_key, read_time
from app.practice.options import FASTEST, MOST_BARS, SLOWEST, Difficulty, Form, Hands, Kind, Options, Style
from app.practice.score import Feel, Key, Time

D, S, F, K = Difficulty, Style, Form, Kind
TEMPOS = {
    S.SWING: (100, 130, 160, 200), S.BEBOP: (110, 150, 190, 230), S.BOSSA: (100, 120, 130, 144),
    S.MODAL: (100, 126, 144, 168), S.BLUES: (88, 112, 126, 144), S.BALLAD: (60, 63, 66, 69),
    S.STRIDE: (84, 108, 132, 168), S.WALTZ: (100, 126, 152, 180), S.LATIN: (96, 112, 132, 160),
    S.FUNK: (80, 92, 100, 108),
}  # fmt: skip
STRAIGHT = (S.BOSSA, S.LATIN, S.FUNK)
USUAL_FORMS = {
    S.MODAL: (F.MODAL_AABA,), S.WALTZ: (F.WALTZ,), S.BEBOP: (F.RHYTHM_CHANGES, F.AABA),
    S.SWING: (F.AABA, F.ABAC), S.FUNK: (F.AABA,), S.BOSSA: (F.AABA, F.ABAC), S.STRIDE: (F.ABAC, F.AABA),
}  # fmt: skip
USUAL_BARS = {
    # where no form is asked for; 0 is a whole form
    K.JAZZ_LICK: (4, 4, 4, 4), K.CHORD_PROGRESSION: (8, 16, 0, 0), K.SCALE_PATTERN: (8, 8, 12, 16),
    K.HARMONY_EXERCISE: (8, 12, 16, 16), K.MELODY: (8, 16, 0, 0), K.COMPLETE_PIECE: (16, 0, 0, 0),
}  # fmt: skip
LEVEL_ORDER = tuple(Difficulty)
USUAL_HANDS = {K.CHORD_PROGRESSION: Hands.BOTH, K.HARMONY_EXERCISE: Hands.BOTH, K.COMPLETE_PIECE: Hands.BOTH}
NARROWEST = 12
LOWEST_OF_RIGHT = 60


@dataclass(frozen=True, slots=True)
class Plan:
    """All decided. `low` and `high` bound the melody."""

    options: Options
    kind: Kind
    key: Key
    time: Time
    tempo: int
    style: Style
    level: Difficulty
    form: Form
    bars: int
    hands: Hands
    low: int
    high: int

    @property
    def feel(self) -> Feel:
        return Feel.STRAIGHT if self.style in STRAIGHT or self.time.unit == 8 else Feel.SWING

    @property
    def walks(self) -> bool:
        """Whether a bass below chords walks: where the style does, and the level can."""
        able = self.level in (D.ADVANCED, D.EXPERT) and self.time.unit == 4
        return able and self.style in (S.SWING, S.BEBOP, S.BLUES)

    def rng(self, stream: str, attempt: int = 0) -> random.Random:
        """Chance for one matter: what is decided of one does not change with another."""
        return random.Random(f'{self.options.seed}:{attempt}:{stream}')


def planned(options: Options) -> Plan:
    """What is made for these options.

    Raises
    ------
    Invalid
        Some of them cannot be: a sentence for each, by its name.
    """
    read = Invalid.read({
        'key': lambda: _key(options),
        'time': lambda: _time(options),
        'tempo': lambda: _tempo(options),
        'bars': lambda: _bars(options),
        'low': lambda: _room(options),
        'seed': lambda: _seed(options.seed),
    })  # fmt: skip
    key, time = read['key'], read['time']
    low, high = _range(options, key)
    form, bars = _form(options, key, time)
    hands = options.hands or USUAL_HANDS.get(options.kind, Hands.RIGHT)
    return Plan(
        options, options.kind, key, time, read['tempo'], options.style, options.difficulty, form, bars, hands, low, high
    )


def _key(options: Options) -> Key:
    key = read_key(options.key)
    if options.form == F.MINOR_BLUES and not key.minor:
        raise NotAllowed(f'A minor blues is in a minor key: choose {key}m, or a blues.')
    if options.form == F.RHYTHM_CHANGES and key.minor:
        raise NotAllowed(f'Rhythm changes are in a major key: choose {key.tonic}, or AABA.')
    return key


def _seed(seed: int) -> int:
    if not 0 <= seed < 2**63:
        raise NotAllowed('The seed is a whole number from 0 on.')
    return seed


def _time(options: Options) -> Time:
    three = options.style == S.WALTZ or options.form == F.WALTZ
    time = read_time(options.time) if options.time is not None else Time(3 if three else 4, 4)
    if three and str(time) not in ('3/4', '6/8'):
        raise NotAllowed(f'A waltz has three beats, not {time}: choose 3/4 or 6/8, or another style.')
    return time


def _tempo(options: Options) -> int:
    if options.tempo is None:
        return TEMPOS[options.style][LEVEL_ORDER.index(options.difficulty)]
    if not SLOWEST <= options.tempo <= FASTEST:
        raise NotAllowed(f'Choose a tempo between {SLOWEST} and {FASTEST} beats a minute.')
    return options.tempo


def _bars(options: Options) -> int | None:
    bars = options.bars
    if bars is not None and not 1 <= bars <= MOST_BARS:
        raise NotAllowed(f'Choose between 1 and {MOST_BARS} bars.')
    if bars is not None and options.form in FORM_BARS:
        own = FORM_BARS[options.form]
        repeated = options.form in (F.BLUES, F.MINOR_BLUES) and bars % own == 0
        if bars != own and not repeated:
            raise NotAllowed(f'{options.form} has {own} bars, not {bars}: choose {own}, or leave the form open.')
    return bars


def _room(options: Options) -> None:
    low, high = options.low, options.high
    if low is not None and not 21 <= low <= 96:
        raise NotAllowed('The lowest note lies between A0 and C7.')
    if high is not None and not 33 <= high <= 108:
        raise NotAllowed('The highest note lies between A1 and C8.')
    if low is not None and high is not None and high - low < NARROWEST:
        raise NotAllowed('The range is too narrow for a melody: choose at least an octave.')


def _range(options: Options, key: Key) -> tuple[int, int]:
    """Bounds of the melody: as wide as the level reads, around the tonic, inside what was asked for."""
    span = LEVELS[options.difficulty].span
    tonic = 60 + key.tonic.pitch_class
    low = tonic if tonic <= 65 else tonic - 5  # from the tonic up, or from the fifth below it
    if options.kind == K.SCALE_PATTERN and span == 12:
        low = tonic if tonic <= 67 else tonic - 12
    elif span > 12:
        low = min(low, 62 if span <= 17 else 60)
    elif options.hands == Hands.BOTH or options.kind == K.COMPLETE_PIECE:
        low = max(low, LOWEST_OF_RIGHT)
    if options.hands == Hands.LEFT:
        low -= 24
    if options.low is not None:
        low = max(low, options.low) if options.high is None else options.low
    high = low + span
    if options.high is not None and high > options.high:
        high = options.high
        low = max(options.low or 21, high - span)
    return low, high


def _form(options: Options, key: Key, time: Time) -> tuple[Form, int]:
    """The form and its bars as they are played."""
    usual = USUAL_BARS[options.kind][LEVEL_ORDER.index(options.difficulty)]
    if options.kind in (K.SCALE_PATTERN, K.HARMONY_EXERCISE):
        return F.FREE, options.bars or usual
    if options.form is not None and options.form != F.FREE:
        return (F.MINOR_BLUES if options.form == F.BLUES and key.minor else options.form), options.bars or FORM_BARS[
            options.form
        ] * (2 if _two_choruses(options) else 1)
    if options.style == S.BLUES and options.form is None and options.kind != K.JAZZ_LICK:
        usual = 24 if options.kind == K.COMPLETE_PIECE and options.difficulty != D.BEGINNER else 12
    bars = options.bars or usual
    blues = F.MINOR_BLUES if key.minor else F.BLUES
    if options.style == S.BLUES and (bars % 12 == 0):
        return blues, bars
    if options.form == F.FREE or options.style == S.BLUES or bars not in (0, 32):
        return F.FREE, bars or 32
    found = random.Random(f'{options.seed}:form').choice(USUAL_FORMS.get(options.style, (F.AABA, F.ABAC)))
    if found == F.WALTZ and time.beats not in (3, 6):
        found = F.ABAC
    if found == F.RHYTHM_CHANGES and key.minor:
        found = F.AABA
    return found, FORM_BARS[found]


def _two_choruses(options: Options) -> bool:
    return options.kind == K.COMPLETE_PIECE and options.form in (F.BLUES, F.MINOR_BLUES)
