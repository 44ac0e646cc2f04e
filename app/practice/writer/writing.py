"""A piece whose line another engine wrote, where that is wanted and good enough; else one of our own, and why."""

import time
from dataclasses import dataclass, replace

from app import accounts
from app.completions import Place
from app.installation import flags
from app.practice.generator.making import generate
from app.practice.options import Hands, Kind, Options
from app.practice.score import Score
from app.practice.validator.gates import reasons
from app.practice.writer import chat, lines
from app.practice.writer.chat import WriterAway

FLAG = 'ai_generation_v2'
SINGING = (Kind.JAZZ_LICK, Kind.MELODY, Kind.COMPLETE_PIECE)
TRIES = 2
"""The second time it is told what was wrong."""
ELSEWHERE = 0
"""The version of a piece that our generator did not write: by its seed it cannot be made again."""


@dataclass(frozen=True, slots=True)
class Health:
    """How the engine is, for the admin: its name, whether it answers, and what happened where it does not."""

    name: str
    ready: bool
    what: str = ''


def written(user_id: str, options: Options) -> Score:
    """A piece for these options; raises as `generate`. Who wrote its line, or why nobody else did, is in its words."""
    score, where = generate(options), chat.place()
    leads = score.kind in SINGING and score.hands != Hands.LEFT
    if where is None or not leads or not flags.on(user_id, 'ai_generation_v2', 'practice'):
        return score
    try:
        found = _line(score, where)
    except WriterAway as error:
        return _told(score, f'“{where.name}” {error}, so our own generator wrote this.')
    said = f'The line is by “{where.name}” and passed the checks that ours pass.'
    return _told(replace(found, composer=where.name, version=ELSEWHERE), said)


def health() -> Health | None:
    """How the engine is right now, None without one; raises NotFound for whoever is no admin."""
    accounts.require_admin()
    where = chat.place()
    if where is None:
        return None
    try:
        chat.listed(where)
    except WriterAway as error:
        return Health(where.name, False, f'It {error}. Pieces are written by our own generator meanwhile.')
    return Health(where.name, True)


def _line(score: Score, where: Place) -> Score:
    ends = time.monotonic() + where.seconds
    messages = lines.asked(score)
    for _ in range(TRIES):
        said = chat.answered(where, messages, ends)
        try:
            found = lines.with_line(score, said)
            wrong = reasons(found)
        except WriterAway as error:
            wrong = [f'it {error}']
        if not wrong:
            return found
        messages = lines.again(messages, said, wrong)
    raise WriterAway('wrote nothing that passed our checks')


def _told(score: Score, sentence: str) -> Score:
    return replace(score, description=f'{score.description} {sentence}'.strip())
