"""What is shown where nothing is yet: what this place is for, and how to begin."""

from components.vocabulary.elements import block, link, text


def empty(title: str, lesson: str, *, action: str = '', href: str = '', testid: str = 'empty') -> None:
    """An empty state that says how to begin."""
    with block('empty', data_testid=testid):
        text(title, tag='h2')
        text(lesson, tag='p')
        if action:
            link(action, href, 'button')


def problem(sentence: str, *, action: str, href: str, bad: bool = False) -> None:
    """Something could not be shown: the sentence, and a way on."""
    with block('stack', data_testid='problem'):
        text(sentence, 'note bad' if bad else 'note', tag='p', role='alert')
        with block('row'):
            link(action, href, 'button')
