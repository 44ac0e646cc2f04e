"""What the tools for files of this machine are given and tell."""

from typing import Annotated

from pydantic import Field

from app.leveling import tool_models as models
from app.tools import Given, Told

PATH_CHARS = 4096
AudioFile = Annotated[
    str,
    Field(
        min_length=1, max_length=PATH_CHARS, description='An audio file below an allowed folder; relative to the first.'
    ),
]


class FileToMeasure(Given):
    """A file, and how it is read."""

    path: AudioFile
    stream: models.Stream = None
    dual_mono: bool = Field(False, description='Count mono as the two speakers that play it, 3 LU more.')


class MeasuredFile(models.Measured):
    """What the meter reads of a file."""

    path: str


class FileToLevel(Given):
    """A file, how loud its result shall be, and where that goes."""

    path: AudioFile
    target_lufs: models.TargetLufs = None
    preset: models.PresetName = None
    ceiling_dbtp: models.CeilingDbtp = None
    result_path: str | None = Field(
        None,
        min_length=1,
        max_length=PATH_CHARS,
        description='Where the result goes; its suffix decides the format. Left out: beside the original, like '
        '"My Mix (LevelMix -14 LUFS).wav".',
    )
    output_format: str | None = Field(
        None, description=f'What the result becomes where no result_path says so: {models.FORMATS_TOLD}.'
    )
    even_percent: models.EvenPercent = 0.0
    tracklist: models.Tracklist = None
    stream: models.Stream = None
    dual_mono: bool = Field(False, description='Count mono as the two speakers that play it, 3 LU more.')
    remove_dc: bool = Field(False, description='Take a constant offset out first.')
    overwrite: bool = Field(False, description='Replace a file that is there already. The original never is.')


class LevelledFile(Told):
    """What came out, measured on the finished file."""

    path: str = Field(description='The result.')
    verdict: str = Field(description='on_target, unchanged, unreachable, too_short or silent.')
    explanation: str
    target_lufs: float
    ceiling_dbtp: float
    gain_db: float
    original: models.Measured
    result: models.Measured
    tracks: list[models.Track]
    warnings: list[str]


class FileWithTracks(Given):
    """A mix, and what is known of its tracks."""

    path: AudioFile
    tracklist: models.Tracklist = None
    stream: models.Stream = None
    even_percent: float = Field(
        100.0, ge=0, le=100, description='The strength that the gains are shown for, in percent.'
    )


class WhereToLook(Given):
    """A folder."""

    folder: str = Field(
        '', max_length=PATH_CHARS, description='Below an allowed folder; the first allowed one if empty.'
    )
    inside: bool = Field(False, description='Look into its folders, too.')


class FoundFile(Told):
    """One audio file."""

    path: str
    size_bytes: int


class FoundFiles(Told):
    """Audio files by name, at most 200."""

    allowed_folders: str
    files: list[FoundFile]
