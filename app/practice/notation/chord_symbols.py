"""Chords as MusicXML has them, and back: a kind of its list, and degrees that are added, altered or left out."""

from xml.etree.ElementTree import Element, SubElement

from app.errors import NotAllowed
from app.practice.music.chord_names import ordered, read_chord
from app.practice.tones import NO_CHORD, Chord, Quality, Tone

Q = Quality
KINDS = {
    Q.MAJOR: 'major', Q.MINOR: 'minor', Q.AUGMENTED: 'augmented', Q.DIMINISHED: 'diminished', Q.POWER: 'power',
    Q.SUS2: 'suspended-second', Q.SUS4: 'suspended-fourth', Q.MAJOR_6: 'major-sixth', Q.MINOR_6: 'minor-sixth',
    Q.MAJOR_7: 'major-seventh', Q.MINOR_7: 'minor-seventh', Q.MINOR_MAJOR_7: 'major-minor', Q.DOMINANT_7: 'dominant',
    Q.DOMINANT_SUS: 'suspended-fourth', Q.AUGMENTED_7: 'augmented-seventh', Q.AUGMENTED_MAJOR_7: 'major-seventh',
    Q.HALF_DIMINISHED: 'half-diminished', Q.DIMINISHED_7: 'diminished-seventh',
}  # fmt: skip
QUALITIES = {kind: quality for quality, kind in KINDS.items() if quality not in (Q.DOMINANT_SUS, Q.AUGMENTED_MAJOR_7)}
RAISED = {Q.MAJOR_7: 'major', Q.MINOR_7: 'minor', Q.DOMINANT_7: 'dominant'}
RAISED_KINDS = {
    f'{name}-{degree}': (quality, number)
    for quality, name in RAISED.items()
    for degree, number in (('ninth', '9'), ('11th', '11'), ('13th', '13'))
}
ALTERS = {'': 0, 'b': -1, '#': 1}
SIGNS = {-1: 'b', 0: '', 1: '#'}
ODD = {
    'Italian': Q.DOMINANT_7,
    'French': Q.DOMINANT_7,
    'German': Q.DOMINANT_7,
    'Neapolitan': Q.MAJOR,
    'Tristan': Q.HALF_DIMINISHED,
}


def shown(chord: Chord) -> str:
    """What stands behind the root on the page, with real signs."""
    return chord.suffix.replace('b', '♭').replace('#', '♯')


def write_chord(parent: Element, chord: Chord, offset: int, staff: int | None, told: bool = True) -> None:
    """One `<harmony>`; `offset` is how many divisions after the place in the file it stands.

    `told` is whether programs are told the degrees that the name has in words.
    """
    harmony = SubElement(parent, 'harmony', {'placement': 'above'})
    if chord.root is None:
        # A root is asked for by the schema; readers take the words of the kind.
        SubElement(SubElement(harmony, 'root'), 'root-step', {'text': ''}).text = 'C'
        SubElement(harmony, 'kind', {'text': 'N.C.'}).text = 'none'
    else:
        _tone(harmony, 'root', chord.root)
        kind, degrees = _kind(chord)
        SubElement(harmony, 'kind', {'text': shown(chord)}).text = kind
        if chord.bass:
            _tone(harmony, 'bass', chord.bass)
        for value, alter, what in degrees if told else ():
            degree = SubElement(harmony, 'degree', {'print-object': 'no'})
            SubElement(degree, 'degree-value').text = str(value)
            SubElement(degree, 'degree-alter').text = str(alter)
            SubElement(degree, 'degree-type').text = what
    if offset:
        SubElement(harmony, 'offset').text = str(offset)
    if staff:
        SubElement(harmony, 'staff').text = str(staff)


def _tone(parent: Element, name: str, tone: Tone) -> None:
    element = SubElement(parent, name)
    SubElement(element, f'{name}-step').text = tone.step
    if tone.alter:
        SubElement(element, f'{name}-alter').text = str(tone.alter)


def _kind(chord: Chord) -> tuple[str, list[tuple[int, int, str]]]:
    kind, rest = KINDS[chord.quality], list(chord.extensions)
    natural = [one for one in rest if one in ('9', '11', '13')]
    if natural and chord.quality in RAISED:
        highest = max(natural, key=int)
        kind = RAISED[chord.quality] + {'9': '-ninth', '11': '-11th', '13': '-13th'}[highest]
        rest.remove(highest)
    degrees = {Q.DOMINANT_SUS: [(7, 0, 'add')], Q.AUGMENTED_MAJOR_7: [(5, 1, 'alter')]}.get(chord.quality, [])
    return kind, [*degrees, *(_degree(one) for one in rest if one != 'alt')]


def _degree(extension: str) -> tuple[int, int, str]:
    if extension.startswith('no'):
        return int(extension[2:]), 0, 'subtract'
    sign = extension[0] if extension[0] in 'b#' else ''
    value = int(extension[len(sign) :])
    return value, ALTERS[sign], 'alter' if value == 5 else 'add'


def read_harmony(harmony: Element) -> Chord:
    """The chord of a `<harmony>`, from this program or another; N.C. where it names none."""
    kind = harmony.find('kind')
    name = (kind.text or '').strip() if kind is not None else ''
    root = _read_tone(harmony, 'root')
    if root is None or name == 'none':
        return NO_CHORD
    bass = _read_tone(harmony, 'bass')
    bass = None if bass == root else bass
    text = (kind.get('text') or '') if kind is not None else ''
    if 'alt' in text or name in ('other', ''):
        return _by_name(root, text, bass)
    quality, extensions = _quality(name)
    for degree in harmony.findall('degree'):
        quality, extensions = _with(quality, extensions, degree)
    return Chord(root, quality, ordered(tuple(extensions), quality), bass)


def _quality(name: str) -> tuple[Quality, list[str]]:
    if name in RAISED_KINDS:
        quality, number = RAISED_KINDS[name]
        return quality, [number]
    return QUALITIES.get(name) or ODD.get(name, Q.MAJOR), []


def _with(quality: Quality, extensions: list[str], degree: Element) -> tuple[Quality, list[str]]:
    """The chord with one degree more or less, under the name that it is known by."""
    value, alter = (degree.findtext('degree-value') or '').strip(), (degree.findtext('degree-alter') or '0').strip()
    if (degree.findtext('degree-type') or '').strip() == 'subtract':
        return quality, [*extensions, f'no{value}'] if value in ('3', '5') else extensions
    try:
        one = SIGNS.get(round(float(alter)), '') + str(int(value))
    except ValueError:
        return quality, extensions
    named = {
        (Q.SUS4, '7'): Q.DOMINANT_SUS, (Q.MAJOR, '#5'): Q.AUGMENTED, (Q.DOMINANT_7, '#5'): Q.AUGMENTED_7,
        (Q.MAJOR_7, '#5'): Q.AUGMENTED_MAJOR_7, (Q.MINOR_7, 'b5'): Q.HALF_DIMINISHED, (Q.MINOR, 'b5'): Q.DIMINISHED,
        (Q.MAJOR, '6'): Q.MAJOR_6, (Q.MINOR, '6'): Q.MINOR_6, (Q.MAJOR, '7'): Q.DOMINANT_7, (Q.MINOR, '7'): Q.MINOR_7,
    }.get((quality, one))  # fmt: skip
    if named:
        return named, extensions
    one = {'2': '9', '4': '11', '6': '13', '#4': '#11', 'b6': 'b13', 'b2': 'b9', '#2': '#9'}.get(one, one)
    known = one in ('b9', '9', '#9', '11', '#11', 'b13', '13', 'b5', '#5')
    return quality, [*extensions, one] if known else extensions


def _by_name(root: Tone, text: str, bass: Tone | None) -> Chord:
    try:
        named = read_chord(f'C{text}')
    except NotAllowed:
        return Chord(root, Q.MAJOR, (), bass)
    return Chord(root, named.quality, named.extensions, bass)


def _read_tone(harmony: Element, name: str) -> Tone | None:
    step = (harmony.findtext(f'{name}/{name}-step') or '').strip()
    if step not in tuple('ABCDEFG'):
        return None
    try:
        alter = round(float(harmony.findtext(f'{name}/{name}-alter') or 0))
    except ValueError:
        alter = 0
    return Tone(step, max(-2, min(2, alter)))
