"""A page as everybody would see it, beside the form that makes it."""

from nicegui import ui

from components.vocabulary.elements import block, text


class Preview:
    """Shows HTML of ours in a frame in which no script runs."""

    def __init__(self, title: str) -> None:
        with block('page-preview'):
            text('As everybody sees it', 'label')
            self._frame = block(tag='iframe', title=title, sandbox='allow-same-origin', data_testid='preview')

    def show(self, html: str) -> None:
        """Show this, from its top if it was empty before."""
        if self._frame.props.get('srcdoc') != html:
            self._frame.props['srcdoc'] = html
            self._frame.update()


def address_line(address: str, public: bool) -> None:
    """Where a page is, as a link if everybody finds it there."""
    with block('row', data_testid='page-address'):
        if public:
            link = ui.link(address, address, new_tab=True)
            link.props('rel=noopener')
        else:
            text(address, 'quiet wrap-any')
