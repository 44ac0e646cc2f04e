"""Which kits there are, of which family and licence, and what each is used for.

Learnt from is only what may be passed on by everybody under the licence of LevelMix, GPL-3.0-or-later: weights are made
of it. Kits under GPL-2 alone or under CC BY-SA judge what was learnt, and nothing of them is in the weights.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bench.drums import kits
from bench.drums.kits import Kit
from bench.drums.made_kits import made_kit
from bench.drums.packages import unpacked
from bench.drums.parts import OF_KEY, Part, Use

MADE_LEARNT, MADE_TUNED = range(70), range(90, 100)


@dataclass(frozen=True, slots=True)
class Source:
    """A kit: how often it is drawn in comparison to others, and what reads it."""

    name: str
    family: str
    licence: str
    use: Use
    weight: int
    read: Callable[[], Kit]

    def kit(self) -> Kit:
        """Its samples; the first time out of its package."""
        if not kits.has(self.name):
            kits.keep(self.name, self.read())
        return kits.kept(self.name)


def _hydrogen(folder: str, family: str, licence: str, use: Use, package: str = 'hydrogen-drumkits') -> Source:
    name = folder.lower().replace(' ', '-')
    return Source(name, family, licence, use, 6, lambda: kits.of_hydrogen(package, folder))


def _files(name: str, licence: str, use: Use, package: str, patterns: str, known: dict[str, Part | None]) -> Source:
    return Source(name, name, licence, use, 6, lambda: kits.of_files(package, patterns.split(), known))


def font(name: str) -> Path:
    """Where a soundfont is, by the short name of its family."""
    package, file = {
        'fluid': ('fluid-soundfont-gm', 'FluidR3_GM.sf2'),
        'musescore': ('musescore-general-soundfont-lossless', 'MuseScore_General_Full.sf2'),
        'tim': ('timgm6mb-soundfont', 'TimGM6mb.sf2'),
        'csound': ('csound-soundfont', 'sf_GMbank.sf2'),
        'avl-red-zeppelin': ('avldrums.lv2-soundfont', 'Red_Zeppelin_4_LV2.sf2'),
        'avl-black-pearl': ('avldrums.lv2-soundfont', 'Black_Pearl_4_LV2.sf2'),
    }[name]
    return unpacked(package) / 'usr/share/sounds/sf2' / file


def _font(family: str, licence: str, use: Use, programs: tuple[int, ...]) -> Iterator[Source]:
    for program in programs:
        yield Source(f'{family}-{program}', family, licence, use, 3, partial(_preset, family, program))


def _preset(family: str, program: int) -> Kit:
    return kits.of_font(font(family), program, 128, (45, 85, 120))


def _avl(name: str, family: str) -> Source:
    """AVL's fonts have keys of their own: the pedal opens the hat in two steps."""
    others = {46: Part.HALF, 48: Part.OPEN, 60: Part.CRASH}
    keys = {**{key: part for key, part in OF_KEY.items() if key < 60 and key not in (35, 50, 52, 58)}, **others}
    return Source(
        name, family, 'CC-BY-SA-3.0', Use.JUDGED, 6, lambda: kits.of_font(font(name), 0, 0, (20, 45, 70, 95, 122), keys)
    )


_SONIC = 'usr/share/sonic-pi/samples/'
_ELECTRIC = ' '.join(f'{_SONIC}{kind}_*.flac' for kind in ('bd', 'sn', 'elec', 'tabla', 'perc'))
_SONIC_KNOWN: dict[str, Part | None] = {
    'drum_roll': None, 'drum_cymbal_hard': Part.CRASH, 'drum_cymbal_soft': Part.RIDE, 'drum_cymbal_closed': Part.HAT,
    'drum_cymbal_open': Part.OPEN, 'drum_cymbal_pedal': Part.PEDAL, 'drum_bass_hard': Part.KICK,
    'drum_bass_soft': Part.KICK,
}  # fmt: skip
_ELECTRIC_KNOWN: dict[str, Part | None] = {
    'elec_cymbal': Part.CRASH, 'elec_fuzz_tom': Part.TOM, 'perc_bell2': None,
    **{f'elec_{name}': Part.PERCUSSION for name in ('beep', 'blip', 'ping', 'triangle', 'wood', 'tick', 'bell')},
    **{f'tabla_{name}': Part.PERCUSSION for name in ('dhec', 'ghe1', 'ghe4', 'ghe7', 'ke1', 'ke3', 'na', 'na_o', 're')},
    **{f'tabla_{name}': Part.PERCUSSION for name in ('tas1', 'te1', 'te_m', 'tun1', 'tun2')},
    **{f'perc_{name}': Part.PERCUSSION for name in ('bell', 'snap', 'snap2', 'till', 'impact1')},
}  # fmt: skip
_LMMS_KNOWN: dict[str, Part | None] = dict.fromkeys(
    ('bassdrum_acoustic01', 'kick_soft01', 'sidestick01', 'snare_acoustic01', 'tom_hi01', 'tom_low01', 'tom_mid01')
)
"""These are samples of soundfonts by which is tuned and judged."""
_EXADRUMS_KNOWN: dict[str, Part | None] = {
    'Snr_Acou_01': Part.SNARE, 'BD_Acou_01': Part.KICK, 'RideEdge': Part.RIDE, 'RideBell': Part.BELL, 'HiHat': Part.HAT,
}  # fmt: skip

SOURCES = (
    _hydrogen('Audiophob', 'audiophob', 'CC0-1.0', Use.LEARNT),
    _hydrogen('rumpf_kit_z01_h2', 'rumpf', 'CC-BY-3.0', Use.LEARNT),
    _hydrogen('ElectricEmpireKit', 'electric-empire', 'GPL-2.0-or-later', Use.LEARNT),
    _hydrogen('HardElectro1', 'hard-electro', 'GPL-2.0-or-later', Use.LEARNT),
    _hydrogen('ColomboAcousticDrumkit', 'colombo', 'GPL-2.0-or-later', Use.LEARNT),
    _files('exadrums', 'BSD-3-Clause', Use.LEARNT, 'exadrums', 'usr/share/exadrums/*.wav', _EXADRUMS_KNOWN),
    _files('sonic-pi-acoustic', 'CC0-1.0', Use.LEARNT, 'sonic-pi-samples', _SONIC + 'drum_*.flac', _SONIC_KNOWN),
    _files('sonic-pi-electric', 'CC0-1.0', Use.LEARNT, 'sonic-pi-samples', _ELECTRIC, _ELECTRIC_KNOWN),
    *_font('fluid', 'MIT', Use.LEARNT, (0, 8, 16, 24, 25, 32, 40)),
    *_font('musescore', 'MIT', Use.LEARNT, (0, 8, 16, 32, 40)),
    Source('freepats', 'freepats', 'GPL-2.0-or-later', Use.LEARNT, 6, kits.of_freepats),
    _files('lmms', 'GPL-2.0-or-later', Use.LEARNT, 'lmms-common', 'usr/share/lmms/samples/drums/*.ogg', _LMMS_KNOWN),
    *(
        Source(f'made-{seed:02}', 'made', 'GPL-3.0-or-later', use, 1, partial(made_kit, seed))
        for use, seeds in ((Use.LEARNT, MADE_LEARNT), (Use.TUNED, MADE_TUNED))
        for seed in seeds
    ),
    _hydrogen('VariBreaks', 'vari-breaks', 'GPL-2.0-or-later', Use.TUNED),
    *_font('csound', 'public domain', Use.TUNED, (0, 25)),
    _hydrogen('ForzeeStereo', 'forzee', 'GPL-2.0-only', Use.JUDGED),
    _hydrogen('BJA_Pacific', 'bja', 'CC-BY-SA-3.0', Use.JUDGED),
    _hydrogen('Millo_MultiLayered2', 'millo', 'GPL-2.0-only', Use.JUDGED),
    _hydrogen('Millo_MultiLayered3', 'millo', 'GPL-2.0-only', Use.JUDGED),
    _hydrogen('TR808EmulationKit', 'tr-808', 'GPL-2.0-or-later', Use.JUDGED, 'hydrogen-data'),
    _hydrogen('GMRockKit', 'black-pearl', 'GPL-2.0-or-later', Use.JUDGED, 'hydrogen-data'),
    _avl('avl-red-zeppelin', 'red-zeppelin'),
    *_font('tim', 'GPL-2.0-only', Use.JUDGED, (0, 16, 32)),
)


def used(use: Use) -> list[Source]:
    """The kits of a use."""
    return [source for source in SOURCES if source.use == use]


def drawn(use: Use) -> list[Source]:
    """The same, each as often as it is drawn: many made kits and presets do not crowd out the few recorded ones."""
    return [source for source in used(use) for _ in range(source.weight)]
