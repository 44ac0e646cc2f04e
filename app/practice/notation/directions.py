"""What stands around the notes: tempo and feel, rehearsal marks, repeats, endings and jumps."""

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement

from app.practice.options import Style
from app.practice.score import Bar, Feel, Jump, Score

SIGNS = {Jump.SEGNO: 'segno', Jump.CODA: 'coda'}
SOUNDS = {
    Jump.SEGNO: {'segno': 'segno'}, Jump.CODA: {'coda': 'coda'}, Jump.TO_CODA: {'tocoda': 'coda'}, Jump.FINE: {'fine':
    'yes'}, Jump.DA_CAPO: {'dacapo': 'yes'}, Jump.DA_CAPO_AL_FINE: {'dacapo': 'yes'}, Jump.DA_CAPO_AL_CODA: {'dacapo':
    'yes'}, Jump.DAL_SEGNO: {'dalsegno': 'segno'}, Jump.DAL_SEGNO_AL_FINE: {'dalsegno': 'segno'},
    Jump.DAL_SEGNO_AL_CODA: {'dalsegno': 'segno'},
}  # fmt: skip
SWINGING = frozenset({Style.SWING, Style.BEBOP, Style.BLUES})
WORDS = {Jump.TO_CODA: 'To Coda', Jump.FINE: 'Fine'}


def tempo_mark(measure: Element, score: Score, to_engrave: bool = False) -> None:
    """How fast and how: `Swing ♩ = 140`, with what programs need to play eighths so. The engraver puts no space between
    the two by itself."""
    direction = SubElement(measure, 'direction', {'placement': 'above'})
    words = SubElement(SubElement(direction, 'direction-type'), 'words', {'font-weight': 'bold'})
    named = score.style.value.capitalize()
    odd = score.feel == Feel.STRAIGHT and score.style in SWINGING and score.time.unit == 4
    words.text = (f'{named} (straight)' if odd else named) + ('\u2002' if to_engrave else '')
    metronome = SubElement(SubElement(direction, 'direction-type'), 'metronome')
    SubElement(metronome, 'beat-unit').text = 'quarter'
    if score.time.unit == 8:
        SubElement(metronome, 'beat-unit-dot')
    SubElement(metronome, 'per-minute').text = str(score.tempo)
    quarters = score.tempo * score.time.beat
    sound = SubElement(direction, 'sound', {'tempo': f'{float(quarters):g}'})
    swing = SubElement(sound, 'swing')
    if score.feel == Feel.SWING:
        SubElement(swing, 'first').text = '2'
        SubElement(swing, 'second').text = '1'
        SubElement(swing, 'swing-type').text = 'eighth'
    else:
        SubElement(swing, 'straight')


def marks(measure: Element, bar: Bar) -> None:
    """What stands above the start of a bar."""
    if bar.section:
        direction = SubElement(measure, 'direction', {'placement': 'above'})
        SubElement(SubElement(direction, 'direction-type'), 'rehearsal').text = bar.section
    if bar.jump in SIGNS:
        direction = SubElement(measure, 'direction', {'placement': 'above'})
        SubElement(SubElement(direction, 'direction-type'), SIGNS[bar.jump])
        SubElement(direction, 'sound', SOUNDS[bar.jump])


def jump(measure: Element, bar: Bar) -> None:
    """Where playing goes on from here, in words."""
    if bar.jump and bar.jump not in SIGNS:
        direction = SubElement(measure, 'direction', {'placement': 'above'})
        words = SubElement(SubElement(direction, 'direction-type'), 'words', {'font-style': 'italic'})
        words.text = WORDS.get(bar.jump, bar.jump.value)
        SubElement(direction, 'sound', SOUNDS[bar.jump])


def barline_left(measure: Element, bars: Sequence[Bar], index: int) -> None:
    """The start of a repeat, and of an ending."""
    bar = bars[index]
    begins = bool(bar.endings) and (index == 0 or bars[index - 1].endings != bar.endings)
    if not bar.repeat_from and not begins:
        return
    barline = SubElement(measure, 'barline', {'location': 'left'})
    if bar.repeat_from:
        SubElement(barline, 'bar-style').text = 'heavy-light'
    if begins:
        _ending(barline, bar.endings, 'start')
    if bar.repeat_from:
        SubElement(barline, 'repeat', {'direction': 'forward'})


def barline_right(measure: Element, bars: Sequence[Bar], index: int) -> None:
    """The end of a repeat, of an ending, of a section, of the piece."""
    bar, last = bars[index], index == len(bars) - 1
    ends = bool(bar.endings) and (last or bars[index + 1].endings != bar.endings)
    section = not last and bool(bars[index + 1].section)
    if not (bar.repeat_to or ends or last or section):
        return
    barline = SubElement(measure, 'barline', {'location': 'right'})
    if last or bar.repeat_to:
        SubElement(barline, 'bar-style').text = 'light-heavy'
    elif section:
        SubElement(barline, 'bar-style').text = 'light-light'
    if ends:
        _ending(barline, bar.endings, 'stop' if bar.repeat_to else 'discontinue')
    if bar.repeat_to:
        repeat = SubElement(barline, 'repeat', {'direction': 'backward'})
        if bar.repeat_to > 2:
            repeat.set('times', str(bar.repeat_to))


def _ending(barline: Element, passes: Sequence[int], what: str) -> None:
    number = ', '.join(str(one) for one in passes)
    ending = SubElement(barline, 'ending', {'number': number, 'type': what})
    if what == 'start':
        ending.text = '.,'.join(str(one) for one in passes) + '.'
