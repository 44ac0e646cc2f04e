"""What stands at a note and at a bar line: touch, fingers, repeats, endings, jumps."""

import re
from xml.etree.ElementTree import Element

from app.practice.notation.directions import WORDS
from app.practice.notation.writing import TOUCHES
from app.practice.score import Articulation, Jump

SAID = {re.sub(r'[^a-z]', '', WORDS.get(one, one.value).lower()): one for one in Jump if one}
MOST_TIMES = 16


def articulation_of(note: Element) -> Articulation:
    """How it is touched."""
    if (head := note.find('notehead')) is not None and head.get('parentheses') == 'yes':
        return Articulation.GHOST
    for touch, name in TOUCHES.items():
        if note.find(f'notations/articulations/{name}') is not None:
            return touch
    return Articulation.PLAIN


def fingering_of(note: Element) -> int:
    """1 to 5, 0 where none is written."""
    text = (note.findtext('notations/technical/fingering') or '').strip()
    return int(text) if text in ('1', '2', '3', '4', '5') else 0


def repeats_of(measure: Element) -> tuple[tuple[int, ...], bool, bool, int]:
    """The ending that begins here, whether it ends, whether a repeat begins, and how often in all it is played to
    here.
    """
    begun: tuple[int, ...] = ()
    ended = starts = False
    ends = 0
    for barline in measure.iterfind('barline'):
        ending, repeat = barline.find('ending'), barline.find('repeat')
        if ending is not None and ending.get('type') == 'start':
            begun = tuple(sorted({int(one) for one in re.findall(r'\d{1,2}', ending.get('number', ''))}))[:MOST_TIMES]
        elif ending is not None:
            ended = True
        if repeat is not None and repeat.get('direction') == 'forward':
            starts = True
        elif repeat is not None:
            times = repeat.get('times', '2')
            ends = min(MOST_TIMES, max(2, int(times))) if times.isdigit() else 2
    return begun, ended, starts, ends


def jump_of(measure: Element) -> Jump | None:
    """The first jump or landing of a bar, by its words, its sign, or what its sound says."""
    for direction in measure.iterfind('direction'):
        for words in direction.iterfind('direction-type/words'):
            said = SAID.get(re.sub(r'[^a-z]', '', (words.text or '')[:40].lower()))
            if said:
                return said
        sound = direction.find('sound')
        for name, landing in (('segno', Jump.SEGNO), ('coda', Jump.CODA)):
            if direction.find(f'direction-type/{name}') is not None:
                to_coda = sound is not None and sound.get('tocoda') is not None
                return Jump.TO_CODA if to_coda else landing
        if sound is not None:
            for name, jump in (('tocoda', Jump.TO_CODA), ('dacapo', Jump.DA_CAPO), ('dalsegno', Jump.DAL_SEGNO)):
                if sound.get(name):
                    return jump
    return None
