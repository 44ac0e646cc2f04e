"""One clip: to hear, to download, and what it was made of."""

from nicegui import ui

from app import accounts
from app.voice import queries
from app.voice.queries import ClipView
from components.audio.player_bar import chapter_list
from components.vocabulary import wording
from components.vocabulary.elements import block, link, text
from pages.job_rows import Row
from pages.leveling.job_list import JobList
from pages.shell.page_state import PageState
from pages.shell.services import run_service, screen
from pages.voice.change import compare


@screen
async def clip_page(page_state: PageState, job_id: str) -> None:
    """The clip of this id."""
    user = await run_service(accounts.current_user)
    clip = await run_service(queries.get, user.id, job_id)
    ui.page_title(f'{clip.title} – LevelMix')
    with block('pagehead'), block():
        text(clip.title, 'wrap-any', tag='h1')
    (mine,) = page_state.of('voice')

    def count(left: int) -> None:
        if not left:
            with holder:  # nobody has pressed anything here: it is heard that the clip is gone
                ui.navigate.to('/voice/clips')

    with block('stack') as holder:
        place = JobList(user.id, [mine], takes_new=False, on_count=count)
    place.fill([Row(mine, clip)])
    if clip.tool == 'change' and clip.there:
        compare(clip)
    if clip.there and clip.chapters:
        _chapters(clip)
    with block('stack', tag='section', aria_label='What it was made of'):
        if clip.text:
            with block('panel stack tight'):
                text('Prompt' if clip.tool == 'effect' else 'Text', tag='h2')
                text(clip.text, 'clip-text', tag='p', data_testid='clip-text')
        _facts(clip)
    with block('row'):
        link('All clips', '/voice/clips', 'button')


def _chapters(clip: ClipView) -> None:
    with block('panel stack tight', tag='section', aria_label='Chapters'):
        with block('row spread'):
            text('Chapters', tag='h2')
            with block('row tight small'):
                for form in ('txt', 'json'):
                    to = f'/files/voice/clips/{clip.id}/chapters.{form}'
                    link(form.upper(), to, download='', aria_label=f'Chapters as {form.upper()}')
        chapter_list(clip.id, clip.title, [(one.title, one.start_s) for one in clip.chapters])


def _facts(clip: ClipView) -> None:
    outcome, settings = clip.outcome, clip.settings
    told = {
        'Voice': clip.voice_name or '',
        'Made by': str(outcome.get('engine') or settings.get('engine', '')),
        'Licence': str(outcome.get('licence', '')),
        'Made of': str(outcome.get('how', '')),
        'Credit': ', '.join(outcome.get('credit', ())),
        'Asked for': wording.lufs(settings.get('target_lufs')),
        'Levelling': wording.prose(str(outcome.get('explanation', ''))),
    }
    with block('panel rows'):
        for label, value in told.items():
            if value:
                with block('line'):
                    text(label, 'quiet')
                    text(value, 'wrap-any')
