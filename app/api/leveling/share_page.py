"""The page behind a shared link: complete in itself, without scripts, light or dark as the visitor likes it."""

from html import escape

from app.leveling import Shared

_STYLE = """
:root { color-scheme: light dark; --paper: #f4f3ef; --panel: #fff; --ink: #15181a; --quiet: #545a5e; --line: #dcd9d0;
  --key: #00775c; --on-key: #fff; }
@media (prefers-color-scheme: dark) { :root { --paper: #0e1112; --panel: #171b1d; --ink: #eceeec; --quiet: #a3aaad;
  --line: #2c3235; --key: #45dca9; --on-key: #06231a; } }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 24px; background: var(--paper);
  color: var(--ink); font: 16px/1.5 system-ui, 'Segoe UI', Roboto, Arial, sans-serif; }
main { width: min(520px, 100%); padding: 32px; background: var(--panel); border: 1px solid var(--line);
  border-radius: 6px; font-variant-numeric: tabular-nums; }
h1 { margin: 0 0 8px; font-size: 24px; line-height: 1.2; overflow-wrap: anywhere; }
p { margin: 0 0 16px; color: var(--quiet); }
a { display: flex; justify-content: center; align-items: center; min-height: 48px; border-radius: 4px;
  background: var(--key); color: var(--on-key); font-weight: 600; text-decoration: none; }
a:focus-visible { outline: 3px solid var(--ink); outline-offset: 2px; }
small { display: block; margin-top: 16px; color: var(--quiet); }
"""


def share_page(found: Shared, address: str) -> str:
    """Name, length, loudness, and the one button."""
    facts = [_length(found.duration_s), _size(found.size)]
    if found.lufs is not None:
        facts.insert(1, f'{found.lufs:.1f} LUFS'.replace('-', '−'))
    until = f'{found.expires_at.day} {found.expires_at:%B %Y, %H:%M} UTC'
    return _page(
        found.name,
        f'<h1>{escape(found.name)}</h1><p>{" · ".join(facts)}</p>'
        f'<a href="{escape(address)}" download data-testid="shared-download">Download</a>'
        f'<small>This link works until {until}. Levelled with LevelMix.</small>',
    )


def gone_page(sentence: str) -> str:
    """What stands where a link leads nowhere any more."""
    return _page('Nothing here', f'<h1>There is nothing here any more</h1><p>{escape(sentence)}</p>')


def _page(title: str, body: str) -> str:
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)} – LevelMix</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">'
        f'<style>{_STYLE}</style></head><body><main>{body}</main></body></html>'
    )


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
