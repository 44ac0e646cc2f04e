"""The screens where artists make what everybody sees: their page, their releases, their sounds."""

from pages.artist.pages.page import page_screen
from pages.artist.pages.release import release_screen
from pages.artist.pages.releases import releases_screen
from pages.artist.pages.sounds import sounds_screen
from pages.shell.screens import Routes

ROUTES: Routes = {
    '/artist/page': page_screen,
    '/artist/releases': releases_screen,
    '/artist/releases/{release_id}': release_screen,
    '/artist/sounds': sounds_screen,
}
WITHIN = {'/artist/releases': '/artist/page', '/artist/sounds': '/artist/page'}
"""One tab of the area holds them all; their own tabs stand above their titles."""
