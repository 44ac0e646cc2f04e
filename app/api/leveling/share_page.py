"""The page behind a shared link: read without scripts, light or dark as the visitor likes it."""

from app.leveling import Shared
from app.public.look import Head, render, signed


def share_page(found: Shared, address: str) -> str:
    """Name, length, loudness, and the one button."""
    facts = [_length(found.duration_s), _size(found.size)]
    if found.lufs is not None:
        facts.insert(1, f'{signed(found.lufs)} LUFS')
    until = f'{found.expires_at.day} {found.expires_at:%B %Y, %H:%M} UTC'
    head = Head(found.name)
    return render('shared.html', head, name=found.name, facts=' · '.join(facts), address=address, until=until)


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
