"""Beginnings for a conversation about levelling, which people choose from the menu of their assistant."""

from app.tools import Argument, Prompt

_TARGET = Argument('target', 'Where it goes, like Spotify or Club Ready, or a loudness like -14 LUFS.')
_STEPS = (
    'Choose the preset that fits, or the loudness that was named. Measure the mix first and say in one sentence how '
    'far it is from there. Then level it, wait until that is done, and tell what came out: loudness and true peak '
    'before and after, the verdict in plain words, every warning, and where the result is. If the target cannot be '
    'reached cleanly, say so, and do not try again with other numbers unless asked.'
)


def _master_file(file: str, target: str) -> str:
    return f'Master the mix {file} for {target} with LevelMix. {_STEPS} Leave the original as it is.'


def _master_upload(mix: str, target: str) -> str:
    return f'Master the mix {mix} in my LevelMix library for {target}. {_STEPS}'


MASTER_FILE = Prompt(
    'master',
    'Master a mix',
    'Bring a mix to the loudness of a platform, and see it measured.',
    _master_file,
    (Argument('file', 'The mix: a file below an allowed folder.'), _TARGET),
)
MASTER_UPLOAD = Prompt(
    'master',
    'Master a mix',
    'Bring a mix of the library to the loudness of a platform, and see it measured.',
    _master_upload,
    (Argument('mix', 'The mix: its name, or the id of an upload, a file or a job.'), _TARGET),
)
