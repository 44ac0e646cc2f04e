"""The language model that may answer artists, as the admin sees it: what it took, and how its answers ended."""

from app.artist.engine import asking, calls
from app.artist.engine.calls import Overview
from components.vocabulary.elements import block, link, text
from components.vocabulary.empty import empty
from components.vocabulary.local_time import LocalTime
from pages.admin.parts import head
from pages.shell.services import run_service, screen

PATH = '/admin/adviser'


@screen
async def adviser_admin_page() -> None:
    """Its name, thirty days in numbers, and the last questions; never what was said."""
    with head(PATH):
        found = await run_service(calls.overview)
        _engine()
        if not found.count:
            empty('Nothing was asked yet', 'What each question to it took stands here.', testid='no-calls')
            return
        _numbers(found)
        _latest(found)


def _engine() -> None:
    where = asking.place()
    with block('panel row spread', tag='section', aria_label='Language model', data_testid='adviser-engine'):
        with block('grow'):
            text(
                f'Artists may be answered by “{where.name}”' if where else 'No language model is named',
                'strong wrap-any',
            )
            how = f'Whom it answers says the flag {asking.FLAG}, and each artist agrees first.'
            none = 'LEVELMIX_ADVISER_URL names one. Without it, our own rules answer.'
            text(how if where else none, 'small quiet', tag='p')
        link('Flags', '/admin/flags', 'small')


def _numbers(found: Overview) -> None:
    with block('panel stack tight', tag='section', aria_label='Thirty days', data_testid='adviser-numbers'):
        text('Thirty days', tag='h2')
        text(f'{found.count:,} questions, {found.tokens_in:,} tokens in, {found.tokens_out:,} out', tag='p')
        text(f'Half within {found.median_ms / 1000:.1f} s, the slowest {found.slowest_ms / 1000:.1f} s', tag='p')
        for outcome, count in sorted(found.outcomes.items(), key=lambda one: -one[1]):
            text(f'{outcome}: {count:,}', 'small quiet wrap-any', tag='p')


def _latest(found: Overview) -> None:
    with block('panel rows', tag='ul', aria_label='The last questions'):
        for one in found.latest:
            with block('line', tag='li', data_testid='adviser-call'):
                text(one.outcome, 'grow wrap-any')
                text(f'{one.milliseconds / 1000:.1f} s, {one.tokens_in + one.tokens_out:,} tokens', 'small quiet')
                LocalTime(one.created_at)
