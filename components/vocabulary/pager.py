"""Pages of a long list, as links."""

from collections.abc import Callable

from components.vocabulary.elements import block, link, text


def pager(page: int, pages: int, href: Callable[[int], str]) -> None:
    """Newer and older, with the place in between; nothing where one page holds all."""
    if pages <= 1:
        return
    with block('row spread', tag='nav', aria_label='Pages', data_testid='pager'):
        if page > 1:
            link('Newer', href(page - 1), 'button', data_testid='newer')
        else:
            block()
        text(f'Page {page} of {pages}', 'quiet', data_testid='page-number')
        if page < pages:
            link('Older', href(page + 1), 'button', data_testid='older')
        else:
            block()
