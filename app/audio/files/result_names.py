"""The name of a result decides its format: what each suffix stands for, and which can be written."""

from pathlib import PurePath

from app.audio.errors import UnsupportedAudio
from app.audio.files.ffmpeg import video
from app.audio.files.output_format import can_keep, choose
from app.audio.types import Info

SUFFIXES: dict[str, tuple[str, ...]] = {
    'wav': ('.wav', '.wave', '.bwf'),
    'aiff': ('.aiff', '.aif'),
    'caf': ('.caf',),
    'flac': ('.flac',),
    'mp3': ('.mp3',),
    'm4a': ('.m4a', '.m4b'),
    'aac': ('.aac',),
    'ogg': ('.ogg', '.oga'),
    'opus': ('.opus',),
    'au': ('.au', '.snd'),
    'mp2': ('.mp2',),
    'ac3': ('.ac3',),
    'eac3': ('.eac3', '.ec3'),
    'wavpack': ('.wv',),
    'tta': ('.tta',),
    'mka': ('.mka',),
}
"""Of every container that can be written, the usual suffix first."""

VIDEOS = {'mp4': ('.mp4', '.m4v'), 'mov': ('.mov',), 'mkv': ('.mkv',), 'webm': ('.webm',)}
"""Suffixes of videos that keep their picture."""

KEPT: dict[str, tuple[str, ...]] = {
    'rf64': ('.wav', '.wave', '.bwf', '.rf64'),
    'w64': ('.w64',),
    'aiff': ('.aifc',),
    'm4a': ('.mp4',),
    'opus': ('.ogg', '.oga'),
    'oggflac': ('.ogg', '.oga'),
    'webm': ('.webm',),
}
"""Suffixes under which a container stays what it is, beside its own."""


def named(like: Info, result: PurePath) -> str | None:
    """The container that the name of a result asks for; None where the original's own fits it.

    Raises
    ------
    UnsupportedAudio : no format that can be written has such a name.
    """
    suffix = result.suffix.lower()
    if suffix == '.alac' and like.codec == 'alac':
        return None
    if can_keep(like) and suffix in _fitting(like.container):
        return None
    if like.video and any(suffix in suffixes for suffixes in VIDEOS.values()):
        raise UnsupportedAudio(
            f'This is a video, and its picture would be lost under a name that ends with {suffix}: keep the picture '
            'with --keep-video, or give the result the name of a sound, as .m4a.'
        )
    for container, suffixes in SUFFIXES.items():
        if suffix in suffixes:
            return container
    told = f'“{suffix}” is none that can be written' if suffix else 'this one has no suffix'
    raise UnsupportedAudio(f'The name of the result decides its format, and {told}: choose one of {choices()}.')


def with_picture(like: Info, result: PurePath) -> None:
    """See that a video that keeps its picture keeps its name too.

    Raises
    ------
    UnsupportedAudio : there is no picture, or the name is another container's.
    """
    video.check(like)
    fitting = VIDEOS[like.container]
    if result.suffix.lower() not in fitting:
        raise UnsupportedAudio(
            f'A picture is kept in the container it came in: give the result a name that ends with {fitting[0]}.'
        )


def suffix_of(like: Info, to: str | None, given: str) -> str:
    """The suffix of a result that becomes `to`, or stays what it was; `given` is kept where it says what is inside."""
    if to is None and can_keep(like) and given.lower() in _fitting(like.container):
        return given
    return _fitting(choose(like, to, None, None, None).container)[0]


def _fitting(container: str) -> tuple[str, ...]:
    return SUFFIXES.get(container, ()) + KEPT.get(container, ())


def choices() -> str:
    """The usual suffixes of all that can be written, in words."""
    *first, last = (suffixes[0] for suffixes in SUFFIXES.values())
    return f'{", ".join(first)} or {last}'
