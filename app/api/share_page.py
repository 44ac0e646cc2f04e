"""The page behind a shared link: read without scripts, light or dark as the visitor likes it."""

from app.jobs.sharing import Shared
from app.public.look import Head, render, signed


def share_page(found: Shared, address: str) -> str:
    """Name, length, loudness, the sound, and the one button."""
    facts = [
        '' if found.duration_s is None else _length(round(found.duration_s)),
        '' if found.lufs is None else f'{signed(found.lufs)} LUFS',
        '' if found.size is None else _size(found.size),
    ]
    until = f'{found.expires_at.day} {found.expires_at:%B %Y, %H:%M} UTC'
    head = Head(found.name)
    told = ' · '.join(filter(None, facts))
    return render('shared.html', head, name=found.name, facts=told, address=address, until=until, notice=found.notice)


def gone_page(sentence: str) -> str:
    """What stands where a link leads nowhere any more."""
    return render('gone.html', Head('Nothing here'), sentence=sentence)


def _length(seconds: int) -> str:
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f'{hours}:{minutes:02}:{rest:02}' if hours else f'{minutes}:{rest:02}'


def _size(count: float) -> str:
    for unit in ('bytes', 'KB', 'MB'):
        if count < 1024:
            return f'{count:.0f} {unit}'
        count /= 1024
    return f'{count:.1f} GB'
