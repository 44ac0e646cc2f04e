"""What's new, as the admin writes it."""

from app.installation import posts
from app.installation.posts import News
from components.vocabulary.elements import block, button, text
from components.vocabulary.fields import text_field
from components.vocabulary.keyed import Keyed
from components.vocabulary.local_time import LocalTime
from pages.admin.parts import Live, head
from pages.shell.services import run_service, screen, toast_errors

PATH = '/admin/news'


@screen
async def news_page() -> None:
    """Posts that everybody reads on the home screen."""
    with head(PATH):
        view = _Posts()
        view.form()
        await view.live.begin()


class _Posts:
    def __init__(self) -> None:
        with block('stack') as self._top:
            pass
        self.live = Live(posts.posts, self._draw)

    def form(self) -> None:
        with self._top, block('panel stack', tag='section', aria_label='A new post'):
            text('Say what is new', tag='h2')
            text(
                f'The latest {posts.MOST_SHOWN} stand on everybody’s home screen, until each puts them away there.',
                'quiet',
                tag='p',
            )
            said = text_field('In one or two sentences', '', 'post-text', posts.NAME_LIMIT)

            async def write() -> None:
                with toast_errors():
                    await run_service(posts.write, said.value or '')
                    said.value = ''
                    await self.live.refresh()

            said.on('keydown.enter', write, [])
            with block('row'):
                button('Post it', write, 'main-action', data_testid='post-save')

    def _draw(self, keyed: Keyed, found: list[News]) -> None:
        if not found:
            keyed.item('none', text, 'Nothing was posted yet.', 'quiet', tag='p')
            return
        with keyed.container('all', lambda: block('panel rows', tag='ul')) as rows:
            for post in found:
                rows.item(str(post.id), self._line, post)

    def _line(self, post: News) -> None:
        with block('line', tag='li', data_testid='post'):
            with block('grow'):
                text(post.name, 'wrap-any', tag='p')
                with block('row small quiet'):
                    text(post.by, 'wrap-any')
                    LocalTime(post.created_at)
            gone = self.live.deed(
                posts.delete, post.id, ask=('Delete this post?', 'Nobody can read it then.', 'Delete')
            )
            button('Delete', gone, 'bare danger', data_testid='post-delete')
