"""The screens on which the house's site is edited, and where messages of visitors are read."""

from pages.artist.site.inbox import inbox_page
from pages.artist.site.portfolio import portfolio_page
from pages.artist.site.post import post_page
from pages.artist.site.posts import posts_page
from pages.artist.site.testimonials import testimonials_page
from pages.shell.screens import Routes

ROUTES: Routes = {
    '/artist/site': posts_page,
    '/artist/site/posts/{post_id}': post_page,
    '/artist/site/portfolio': portfolio_page,
    '/artist/site/testimonials': testimonials_page,
    '/artist/inbox': inbox_page,
}
