"""How results are called when they are downloaded."""

from pathlib import PurePath

from app.uploads import parted

MAX_NAME_BYTES = 255


def output_name(name: str, *, target_lufs: float | None = None, suffix: str | None = None) -> str:
    """Name of the result for a file called `name`: 'My Mix.mp3' becomes 'My Mix (LevelMix -14 LUFS).mp3'.

    Parameters
    ----------
    name : file name or path; only its last part is used.
    target_lufs : put into the name when given.
    suffix : another extension when the result is converted, like '.flac'; None keeps the one it has.

    Returns
    -------
    A name of at most 255 bytes in UTF-8, as file systems demand; the stem is shortened when needed.
    """
    plain = PurePath(name.replace('\\', '/')).name.replace('\0', '') or 'audio'
    whole, old = parted(plain)
    whole = whole if whole.strip() else 'audio'
    ending = old if suffix is None else suffix
    mark = f' (LevelMix {target_lufs:g} LUFS)' if target_lufs is not None else ' (LevelMix)'
    room = MAX_NAME_BYTES - len((mark + ending).encode())
    stem = whole.encode('utf-8', 'replace')[: max(room, 1)].decode('utf-8', 'ignore')
    return f'{stem.rstrip() if len(stem) < len(whole) else stem}{mark}{ending}'
