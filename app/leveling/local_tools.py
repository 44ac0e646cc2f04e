"""What programs may call for files of this machine, without any server: `levelmix mcp`."""

from pathlib import Path

from app.audio.call_process import Wish
from app.audio.segments import UnreadableTracklist, read_tracklist
from app.config import settings
from app.errors import NotAllowed
from app.leveling import tool_models as models
from app.leveling.download_names import output_name
from app.leveling.engine_process import run_engine
from app.leveling.formats import ACCEPTS
from app.leveling.local_tool_models import (
    FileToLevel,
    FileToMeasure,
    FileWithTracks,
    FoundFile,
    FoundFiles,
    LevelledFile,
    MeasuredFile,
    WhereToLook,
)
from app.leveling.options import OUTPUT_FORMATS, place_of
from app.leveling.tool_prompts import MASTER_FILE
from app.targets import SYSTEM_PRESETS, USUAL_CEILING_DBTP, check_loudness, named_loudness
from app.tools import Call, Folders, NoArguments, Resource, Tool, Toolbox


async def measure(call: Call, given: FileToMeasure) -> MeasuredFile:
    """Measure one file."""
    path = _folders(call).source(given.path)
    wish = Wish('measure', str(path), stream=place_of(given.stream), dual_mono=given.dual_mono, memory_mb=_memory())
    found = await run_engine(call, wish)
    return MeasuredFile(path=str(path), **models.measured(found).model_dump())


async def level(call: Call, given: FileToLevel) -> LevelledFile:
    """Level one file."""
    target_lufs, ceiling_dbtp = _goal(given)
    source = _folders(call).source(given.path)
    target = _folders(call).result(_result_name(given, source, target_lufs), source, overwrite=given.overwrite)
    wish = Wish(
        'level',
        str(source),
        str(target),
        target_lufs,
        ceiling_dbtp,
        given.even_percent,
        _tracks(given.tracklist),
        place_of(given.stream),
        given.dual_mono,
        given.remove_dc,
        settings().mp3_quality,
        _memory(),
        given.overwrite,
    )
    found = await run_engine(call, wish)
    return LevelledFile(
        path=str(target),
        target_lufs=target_lufs,
        ceiling_dbtp=ceiling_dbtp,
        original=models.measured(found['input']),
        result=models.measured(found['output']),
        tracks=models.tracks(found['segments']).tracks,
        **{name: found[name] for name in ('verdict', 'explanation', 'gain_db', 'warnings')},
    )


async def segments(call: Call, given: FileWithTracks) -> models.Tracks:
    """Find the tracks inside one mix."""
    path, told = _folders(call).source(given.path), _tracks(given.tracklist)
    wish = Wish(
        'segments',
        str(path),
        even_percent=given.even_percent,
        tracks=told,
        stream=place_of(given.stream),
        memory_mb=_memory(),
    )
    found = await run_engine(call, wish)
    return models.tracks(found['segments'], found['warnings'])


def list_files(call: Call, given: WhereToLook) -> FoundFiles:
    """The audio files that may be used."""
    folders = _folders(call)
    found = folders.files(given.folder, ACCEPTS, inside=given.inside)
    files = [FoundFile(path=str(path), size_bytes=path.stat().st_size) for path in found]
    return FoundFiles(allowed_folders=folders.told, files=files)


def list_presets(call: Call, given: NoArguments) -> models.Presets:
    """The presets that come with LevelMix."""
    return models.Presets(
        presets=[
            models.Preset(name=name, target_lufs=lufs, ceiling_dbtp=USUAL_CEILING_DBTP, description=description)
            for name, lufs, description in SYSTEM_PRESETS
        ]
    )


def list_formats(call: Call, given: NoArguments) -> models.Formats:
    """What files may be."""
    return models.formats()


def _presets_read(call: Call) -> str:
    return list_presets(call, NoArguments()).model_dump_json()


def _folders(call: Call) -> Folders:
    assert call.folders is not None, 'these tools are offered where there are folders'
    return call.folders


def _memory() -> int:
    return settings().worker_memory_mb


def _goal(given: FileToLevel) -> tuple[float, float]:
    """Loudness and ceiling; one of the two ways to say how loud is needed."""
    named = None if given.preset is None else named_loudness(given.preset)
    lufs = given.target_lufs if named is None else named
    if lufs is None or None not in (given.target_lufs, named):
        raise NotAllowed('Say how loud: either target_lufs or preset.')
    ceiling = USUAL_CEILING_DBTP if given.ceiling_dbtp is None else given.ceiling_dbtp
    check_loudness(lufs, ceiling)
    return lufs, ceiling


def _result_name(given: FileToLevel, source: Path, target_lufs: float) -> str:
    if given.output_format not in (None, *OUTPUT_FORMATS):
        raise NotAllowed(f'Convert to {models.FORMATS_TOLD}, or leave output_format out.')
    if given.result_path is not None:
        if given.output_format is not None:
            raise NotAllowed('The suffix of result_path decides the format: leave output_format out.')
        return given.result_path
    suffix = given.output_format and f'.{given.output_format}'
    return str(source.with_name(output_name(source.name, target_lufs=target_lufs, suffix=suffix)))


def _tracks(tracklist: str | None) -> list[tuple[float, str | None]] | None:
    if tracklist is None:
        return None
    try:
        return [(cue.start_s, cue.title) for cue in read_tracklist(tracklist).cues]
    except UnreadableTracklist as error:
        raise NotAllowed(str(error)) from None


def toolbox() -> Toolbox:
    """All of them."""
    return Toolbox(_TOOLS, _RESOURCES, (MASTER_FILE,))


_TOOLS: tuple[Tool, ...] = (
    Tool(
        'list_files',
        'Audio files',
        'List the audio files in an allowed folder, with their sizes in bytes. Begin here if no file was named.',
        WhereToLook,
        FoundFiles,
        list_files,
    ),
    Tool(
        'measure',
        'Measure a file',
        'Measure loudness (LUFS), loudness range (LU) and peaks (dBTP, dBFS) of an audio file. Reads only; an hour of '
        'sound takes some seconds.',
        FileToMeasure,
        MeasuredFile,
        measure,
    ),
    Tool(
        'level',
        'Level a file',
        'Make a copy of a DJ mix, or any audio file, that has exactly the wanted loudness (LUFS) under a true-peak '
        'ceiling (dBTP), measured on the finished file. The original stays as it is, and nothing is overwritten unless '
        'asked for. One file at a time; an hour of sound takes about a minute.',
        FileToLevel,
        LevelledFile,
        level,
        writes=True,
        destroys=True,
        repeatable=True,
    ),
    Tool(
        'segments',
        'Find the tracks in a mix',
        'Find where the tracks inside a DJ mix begin and end (seconds), how loud each is (LUFS), and by how much '
        'evening would change each (dB). Reads only.',
        FileWithTracks,
        models.Tracks,
        segments,
    ),
    Tool(
        'list_presets',
        'Presets',
        'List the named loudness targets, like Spotify: LUFS under dBTP.',
        NoArguments,
        models.Presets,
        list_presets,
    ),
    Tool(
        'list_formats',
        'Formats',
        'List the kinds of audio files that can be read, and what results can be converted to.',
        NoArguments,
        models.Formats,
        list_formats,
    ),
)
_RESOURCES: tuple[Resource, ...] = (
    Resource('levelmix://presets', 'presets', 'Presets', 'Named loudness targets: LUFS under dBTP.', _presets_read),
)
