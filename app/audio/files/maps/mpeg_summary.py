"""Facts about an MPEG file from all of its frames: no header is believed against them."""

from dataclasses import replace

from app.audio.files.maps import mpeg_frames
from app.audio.files.maps.mpeg_frames import Survey
from app.audio.files.maps.mpeg_parts import parts_of
from app.audio.files.maps.parts import Parts
from app.audio.files.mp3 import frames as mpeg


def parts(data: mpeg.Buffer, start: int) -> Parts:
    """The parts of the sound of an MPEG file, and its bit rate."""
    survey = mpeg_frames.survey(data)
    found = parts_of(survey, start)
    rate, variable = _bit_rate(survey) if found.parts else (None, None)
    return replace(found, bit_rate=rate, variable_rate=variable)


def _bit_rate(survey: Survey) -> tuple[int, bool]:
    """Bits per second, the mean where they vary, and whether they do."""
    tag = survey.runs[0].tag if len(survey.runs) == 1 else None
    rates = {head.bit_rate for run in survey.runs for word in run.words if (head := mpeg.header(word))}
    size = sum(run.end - run.start for run in survey.runs)
    seconds = sum(run.count * run.head.samples / run.head.sample_rate for run in survey.runs)
    variable = tag.vbr if tag else len(rates) > 1
    return (round(size * 8 / max(seconds, 1e-3)) if variable or not rates else max(rates) * 1000), variable
