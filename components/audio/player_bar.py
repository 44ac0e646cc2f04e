"""The player at the bottom of every screen, and the buttons that give it something to play.

It lives in the shell, so it plays on while screens change. What is played, and what comes next, only the browser knows.
"""

import json
from collections.abc import Mapping, Sequence
from html import escape

from nicegui import ui

from components.vocabulary.brand import drawing, icon
from components.vocabulary.elements import block, text
from components.vocabulary.wording import length

_MODULES = {'levelmix-player': 'static/player', 'levelmix-timeline': 'static/timeline'}


class PlayerBar(ui.element, component='static/player_bar.js', esm=_MODULES):
    """Shows itself once there is something to play.

    Parameters
    ----------
    owner : whose it is; what is remembered in this browser is shown to nobody else.
    jobs : addresses of pages of jobs by their areas, with `{job_id}` where the id belongs.
    """

    def __init__(self, owner: str, jobs: Mapping[str, str]) -> None:
        super().__init__()
        self.props['owner'] = owner
        self.props['jobs'] = dict(jobs)


def play_button(sound_id: str, title: str, *, worded: bool = False) -> None:
    """Plays a sound of the library, or what came out of a job, and pauses it; the browser does that by itself."""
    look = 'button' if worded else 'button square play-one'
    press = block(look, tag='button', type='button', data_plays=sound_id)
    press.props['data-title'] = title
    press.props['data-testid'] = 'play-one'
    hidden = '' if worded else 'hidden-visually'
    name = '' if worded else f' {escape(title)}'
    inside = ''.join(
        f'<span class="{part}">{drawing(shape)}<span class="{hidden}">{word}{name}</span></span>'
        for part, shape, word in (('to-play', 'play', 'Play'), ('to-pause', 'pause', 'Pause'))
    )
    with press:  # one element, because there may be many of these on a page
        ui.html(inside, sanitize=False, tag='span').classes('row tight')


def queue_button(sound_id: str, title: str) -> None:
    """Puts a sound at the end of what the player plays."""
    press = block('button bare square', tag='button', type='button', data_queues=sound_id, title='Add to the queue')
    press.props['data-title'] = title
    press.props['aria-label'] = f'Add {title} to the queue'
    press.props['data-testid'] = 'queue-one'
    with press:
        icon('queue')


def chapter_list(sound_id: str, title: str, chapters: Sequence[tuple[str, float]]) -> None:
    """Titles by which a sound is jumped through, each with when it begins; the browser does that by itself."""
    with block('chapters', tag='ol', aria_label=f'Chapters of {title}'):
        for name, start_s in chapters:
            with block(tag='li'):
                press = block('button bare', tag='button', type='button', data_plays=sound_id, data_testid='chapter')
                press.props.update({'data-title': title, 'data-at': str(start_s)})
                with press:
                    text(length(start_s), 'number quiet')
                    text(name, 'wrap-any')


def tell_player(item_id: str, title: str | None) -> None:
    """Let the player of this page know that a file is called something else now; None: that it is gone."""
    told = json.dumps({'id': item_id, 'title': title})
    ui.run_javascript(f'window.dispatchEvent(new CustomEvent("levelmix:library", {{ detail: {told} }}))')
