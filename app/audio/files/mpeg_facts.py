"""Facts about an MPEG file from all of its frames: no header is believed against them."""

from pathlib import Path

from app.audio.errors import UnreadableAudio
from app.audio.files import layouts, mpeg, mpeg_map
from app.audio.files.mpeg_map import Survey
from app.audio.files.mpeg_parts import parts_of
from app.audio.files.parts import Parts
from app.audio.types import Info


def parts(data: mpeg.Buffer) -> Parts:
    """The parts of the sound of an MPEG file."""
    return parts_of(mpeg_map.survey(data), mpeg.skip_id3(data))


def read(path: Path, data: mpeg.Buffer) -> Info:
    """Facts about an MPEG file."""
    survey = mpeg_map.survey(data)
    found = parts_of(survey, mpeg.skip_id3(data))
    if not found.parts:
        raise UnreadableAudio('There is no MPEG audio in this file: it is damaged or something else.')
    first = found.parts[0]
    length = found.frames(first.sample_rate)
    rate, variable = _bit_rate(survey)
    channels = len(first.layout)
    return Info(
        path,
        'mp3',
        first.codec,
        first.sample_rate,
        channels,
        length,
        layouts.usual(channels),
        None,
        rate,
        variable,
    )


def _bit_rate(survey: Survey) -> tuple[int, bool]:
    """Bits per second, the mean where they vary, and whether they do."""
    tag = survey.runs[0].tag if len(survey.runs) == 1 else None
    rates = {head.bit_rate for run in survey.runs for word in run.words if (head := mpeg.header(word))}
    size = sum(run.end - run.start for run in survey.runs)
    seconds = sum(run.count * run.head.samples / run.head.sample_rate for run in survey.runs)
    variable = tag.vbr if tag else len(rates) > 1
    return (round(size * 8 / max(seconds, 1e-3)) if variable or not rates else max(rates) * 1000), variable
