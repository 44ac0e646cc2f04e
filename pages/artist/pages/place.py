"""What the screens of an artist's page share: the tabs between them."""

from components.vocabulary.elements import block, link

TABS = {'/artist/page': 'Page', '/artist/releases': 'Releases', '/artist/sounds': 'Sounds'}


def tabs(current: str) -> None:
    """The screens of an artist's page, above the title of the one at `current`."""
    with block('tabs', tag='nav', aria_label='Screens of your page'):
        for path, label in TABS.items():
            here = 'true' if path == current else None
            link(label, path, '', aria_current=here, data_testid=f'page-tab-{label.lower()}')
