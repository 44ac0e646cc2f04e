"""Whose recordings, fonts, models and programs practice plays, draws and hears with; docs/credits.md tells more."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Credit:
    """Something by others: what it is here, who made it, under which licence."""

    what: str
    by: str
    licence: str


CREDITS = (
    Credit('the grand piano', 'Salamander Grand Piano V3, Alexander Holm', 'CC-BY-3.0'),
    Credit('bass and drums', 'Fluid (R3) General MIDI SoundFont, Frank Wen and others', 'MIT'),
    Credit('the engraver', 'Verovio, RISM Digital Center and others', 'LGPL-3.0-only'),
    Credit('the fonts of the page', 'Leipzig, Etienne Darbellay and others; Liberation Serif, Red Hat', 'SIL OFL 1.1'),
    Credit('letters as outlines for paper', 'fontTools, Just van Rossum and others; Brotli, Google', 'MIT'),
    Credit('pictures of pages', 'PDFium by pypdfium2, Google and others', 'BSD-3-Clause, Apache-2.0'),
    Credit('what hears the notes of a take', 'Basic Pitch, Spotify', 'Apache-2.0'),
    Credit('bands besides our own', 'MMA, Bob van der Poel, where the system has it', 'GPL-2.0-or-later'),
)
