"""Forms and turns of harmony that belong to everybody, by style: sections of six bars and two that turn or close.

These are common loops of the idiom. No chart of a tune that somebody owns stands here.
"""

from app.practice.options import Difficulty, Form, Style

S, F, D = Style, Form, Difficulty


MAJOR_BODIES = {
    S.SWING: ('Imaj7 VI7b9 | IIm7 V7 | IIIm7 VI7b9 | IIm7 V7 | Vm7 I7 | IVmaj7 bVII7',
              'Imaj7 | IVm7 bVII7 | Imaj7 | VI7b9 | II7 | %',
              'Imaj7 | I7 | IVmaj7 | IVm6 | IIIm7 | VI7b9',
              'Imaj7 | IIIm7b5 VI7b9 | IIm7 | V7 | IIIm7 bIIIdim7 | IIm7'),
    S.BEBOP: ('I6 VI7b9 | IIm7 V7 | IIIm7 VI7b9 | IIm7 V7 | Vm7 I7 | IV6 #IVdim7',
              'Imaj7 | VIIm7b5 III7b9 | VIm7 II7 | Vm7 I7 | IVmaj7 | IVm7 bVII7',
              'IIm7 V7 | Imaj7 | IVm7 bVII7 | IIIm7 VI7b9 | IIm7 | V7'),
    S.BOSSA: ('Imaj7 | % | VIIm7b5 | III7b9 | VIm7 | II7',
              'Imaj7 | #Idim7 | IIm7 | V7 | IIIm7 | VI7b9',
              'Imaj7 | bVII7 | Imaj7 | VI7b9 | II7 | IIm7'),
    S.MODAL: ('I7sus4 | % | % | % | % | %', 'Imaj7#11 | % | % | % | bVIImaj7 | %'),
    S.BLUES: ('I7 | IV7 | I7 | % | IV7 | #IVdim7',),
    S.BALLAD: ('Imaj7 VIm7 | IIm7 V7 | IIIm7 VI7b9 | IIm7 IVm6 | Imaj7 I7 | IVmaj7 bVII7',
               'Imaj7 IIIm7b5 | VI7b9 | IIm7 | IVm7 bVII7 | IIIm7 bIIIdim7 | IIm7'),
    S.STRIDE: ('I6 #Idim7 | IIm7 V7 | I6 I7 | IV6 #IVdim7 | I6 VI7 | II7 V7',
               'I6 | VI7 | II7 | V7 | I6 I7 | IV6 IVm6'),
    S.WALTZ: ('Imaj7 | IVmaj7 | IIIm7 | VI7b9 | IIm7 | V7', 'Imaj7 | VIm7 | IIm7 | V7 | IIIm7 | VI7b9'),
    S.LATIN: ('Imaj7 | VI7b9 | IIm7 | V7 | IIIm7 | VI7b9', 'Imaj7 | bVII7 | bVImaj7 | V7 | Imaj7 | bVII7'),
    S.FUNK: ('I9 | % | % | IV9 | I9 | %', 'I7#9 | % | bIII7 | IV9 | I7#9 | %'),
}  # fmt: skip
MINOR_BODIES = {
    S.SWING: ('Im6 | IIm7b5 V7b9 | Im6 | % | IVm7 | bVII7', 'Im7 | % | IVm7 | % | bVImaj7 | bVI7',
              'Im7 VIm7b5 | IIm7b5 V7b9 | Im7 | I7b9 | IVm7 | Im7'),
    S.BEBOP: ('Im6 | IIm7b5 V7b9 | Im6 | Vm7b5 I7b9 | IVm7 | bVII7', 'Im7 VIm7b5 | IIm7b5 V7b9 | Im7 I7b9 | IVm7 '
              '| bIIImaj7 bVImaj7 | IIm7b5'),
    S.BOSSA: ('Im7 | % | IVm7 | bVII7 | bIIImaj7 | bVI7', 'Im6 | Im(maj7) | IIm7b5 | V7b9 | Im6 | I7b9'),
    S.MODAL: ('Im7 | % | % | % | % | %', 'Im11 | % | bVIImaj7 | % | Im11 | %'),
    S.BLUES: ('Im7 | IVm7 | Im7 | % | IVm7 | %',),
    S.BALLAD: ('Im7 Im(maj7) | Im7 Im6 | IVm7 | bVII7 | bIIImaj7 | bVImaj7', 'Im6 VIm7b5 | IIm7b5 V7b9 | Im6 | '
               'Vm7b5 I7b9 | IVm7 | bVI7'),
    S.STRIDE: ('Im6 | V7 | Im6 | I7 | IVm6 | Im6', 'Im6 | IVm6 | Im6 | II7 | bVI7 | V7'),
    S.WALTZ: ('Im7 | IVm7 | IIm7b5 | V7b9 | Im7 | bVImaj7', 'Im6 | IVm7 | bVII7 | bIIImaj7 | bVImaj7 | IIm7b5'),
    S.LATIN: ('Im7 | % | bVII7 | % | bVImaj7 | V7b9', 'Im6 | V7b9 | Im6 | I7b9 | IVm7 | bVII7'),
    S.FUNK: ('Im7 | % | % | IV9 | Im7 | %', 'Im7 | IV9 | Im7 | IV9 | bVImaj7 | V7#9'),
}  # fmt: skip
BRIDGES = {
    False: ('III7 | % | VI7 | % | II7 | % | V7 | %', 'Vm7 | I7 | IVmaj7 | % | VIm7 | II7 | IIm7 | V7',
            'VIm7 II7 | Vmaj7 | Vm7 I7 | IVmaj7 | IVm7 bVII7 | bIIImaj7 | IIm7b5 | V7b9',
            'IVmaj7 | IVm7 bVII7 | IIIm7 | VI7b9 | IIm7 | II7 | IIm7 | V7'),
    True: ('IVm7 | bVII7 | bIIImaj7 | bVImaj7 | IIm7b5 | V7b9 | Im6 | V7b9',
           'I7b9 | % | IVm7 | % | bVII7 | bIIImaj7 | IIm7b5 | V7b9',
           'bVImaj7 | bVII7 | bIIImaj7 | % | IVm7 | II7 | bVI7 | V7b9'),
}  # fmt: skip
MODAL_BRIDGES = {False: 'bIII7sus4 | % | % | % | % | % | % | %', True: 'bIIm7 | % | % | % | % | % | % | %'}
MODAL_ENDS = {False: ('I7sus4 | %', 'I7sus4 | %'), True: ('Im7 | %', 'Im7 | %')}
TURNS = {False: ('IIIm7 VI7b9 | IIm7 V7', 'IIm7 V7 | I6'), True: ('IIm7b5 V7b9 | Im6 V7b9', 'IIm7b5 V7b9 | Im6')}
"""What ends a section: turning back to its start, and closing."""
PLAIN_TURNS = {False: ('IIm7 | V7', 'V7 | I6'), True: ('IIm7b5 | V7', 'V7 | Im6')}
FUNK_TURNS = {False: ('bIII7 IV9 | I9', 'IV9 | I9'), True: ('IV9 | Im7', 'IV9 | Im7')}
C_PARTS = {
    False: ('IVmaj7 | IVm7 bVII7 | IIIm7 | VI7b9 | IIm7 | V7', 'IIm7 | IVm6 | IIIm7 VI7b9 | IIm7 | II7 | IIm7 V7'),
    True: ('IVm7 | bVII7 | bIIImaj7 | bVImaj7 | IIm7b5 | V7b9',),
}
BLUES = {
    D.BEGINNER: 'I7 | IV7 | I7 | % | IV7 | % | I7 | % | V7 | IV7 | I7 | V7',
    D.INTERMEDIATE: 'I7 | IV7 | I7 | % | IV7 | % | I7 | VI7 | IIm7 | V7 | I7 | V7',
    D.ADVANCED: 'I7 | IV7 | I7 | Vm7 I7 | IV7 | #IVdim7 | I7 | IIIm7 VI7b9 | IIm7 | V7 | I7 VI7b9 | IIm7 V7',
    D.EXPERT: 'Imaj7 | VIIm7b5 III7b9 | VIm7 II7 | Vm7 I7 | IV7 | IVm7 bVII7 | IIIm7 VI7 | bIIIm7 bVI7 | IIm7 | V7 '
    '| IIIm7 VI7b9 | IIm7 V7',
}
MINOR_BLUES = {
    D.BEGINNER: 'Im7 | IVm7 | Im7 | % | IVm7 | % | Im7 | % | IIm7b5 | V7 | Im7 | V7',
    D.INTERMEDIATE: 'Im7 | % | % | % | IVm7 | % | Im7 | % | bVI7 | V7b9 | Im7 | V7b9',
    D.ADVANCED: 'Im7 | IIm7b5 V7b9 | Im7 | Vm7b5 I7b9 | IVm7 | % | Im7 | % | bVI7 | V7b9 | Im7 VIm7b5 | IIm7b5 V7b9',
}
RHYTHM = ('I6 VI7b9 | IIm7 V7 | IIIm7 VI7b9 | IIm7 V7 | Vm7 I7 | IV6 #IVdim7', 'IIIm7 VI7b9 | IIm7 V7', 'IIm7 V7 | I6')
RHYTHM_BRIDGE = 'III7 | % | VI7 | % | II7 | % | V7 | %'
CADENCES = {
    False: ('IIm7 | V7 | Imaj7 | %', 'Imaj7 VI7b9 | IIm7 V7 | Imaj7 | %', 'IIIm7 VI7b9 | IIm7 V7 | I6 | %',
            'IIm7 V7 | Imaj7 VI7b9 | IIm7 V7 | Imaj7'),
    True: ('IIm7b5 | V7b9 | Im6 | %', 'Im6 | IIm7b5 V7b9 | Im6 | %', 'IVm7 | bVII7 | bIIImaj7 V7b9 | Im6'),
}  # fmt: skip
OWN_CADENCES: dict[Style, dict[bool, tuple[str, ...]]] = {
    S.BLUES: {
        False: ('I7 | IV7 | I7 | %', 'IIm7 | V7 | I7 | %', 'IV7 | #IVdim7 | I7 | %'),
        True: ('Im7 | IVm7 | Im7 | %',),
    },
    S.MODAL: {
        False: ('I7sus4 | % | % | %', 'Imaj7#11 | % | % | %'),
        True: ('Im7 | % | % | %', 'Im7 | bIIm7 | Im7 | %'),
    },
    S.FUNK: {False: ('I9 | % | IV9 | I9', 'I7#9 | % | % | %'), True: ('Im7 | IV9 | Im7 | %', 'Im7 | % | % | %')},
    S.STRIDE: {False: ('I6 VI7 | II7 V7 | I6 | %', 'I6 #Idim7 | IIm7 V7 | I6 | %'), True: ('Im6 | V7 | Im6 | %',)},
}
SIMPLE = {
    False: ('Imaj7 | IIm7 | V7 | Imaj7', 'Imaj7 | VIm7 | IIm7 | V7', 'Imaj7 | IVmaj7 | IIm7 | V7'),
    True: ('Im7 | IVm7 | IIm7b5 | V7', 'Im7 | bVImaj7 | IIm7b5 | V7', 'Im7 | IVm7 | bVII7 | bIIImaj7'),
}
"""Four bars for beginners."""
CLOSES = {False: 'IIm7 V7 | I6', True: 'IIm7b5 V7b9 | Im6'}
FORM_BARS = {
    F.BLUES: 12,
    F.MINOR_BLUES: 12,
    F.RHYTHM_CHANGES: 32,
    F.AABA: 32,
    F.ABAC: 32,
    F.MODAL_AABA: 32,
    F.WALTZ: 32,
}
