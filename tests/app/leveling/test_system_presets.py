"""The presets that everybody has, as the admin looks after them."""

from collections.abc import Iterator

import pytest

from app import accounts, config, leveling
from app.accounts import Visitor, audit_log
from app.accounts.audit_log import Wanted
from app.errors import NotAllowed, NotFound
from tests.app.accounts_support import person, session_of, visiting


@pytest.fixture(autouse=True)
def admin(owner: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The visitor is the admin."""
    monkeypatch.setenv('LEVELMIX_ACCOUNTS', 'on')
    config.forget_settings()
    with visiting(session_of(person('admin@example.org', is_admin=True))):
        yield
    accounts.let_in(Visitor())


def seen_by(user_id: str) -> list[str]:
    return [preset.name for preset in leveling.presets(user_id)]


def test_the_admin_makes_one_for_all_and_no_user_changes_it() -> None:
    ann = person()
    leveling.create_preset(ann, 'Alpha', -10)
    leveling.create_system_preset('House', -8.5, -0.5, 'For our nights')
    assert seen_by(ann)[-2:] == ['House', 'Alpha'], 'before her own'
    house = next(preset for preset in leveling.presets(ann) if preset.name == 'House')
    with pytest.raises(NotAllowed):
        leveling.edit_preset(ann, house.id, 'Mine', -8, -1, '')
    leveling.edit_system_preset(house.id, 'House', -9.0, -1.0, 'For our nights')
    assert leveling.get_preset(ann, house.id).lufs == -9.0
    changed = audit_log.log(Wanted(what='preset.changed')).found[0]
    assert (changed.before['lufs'], changed.after['lufs']) == (-8.5, -9.0)
    leveling.delete_system_preset(house.id)
    assert 'House' not in seen_by(ann)
    with pytest.raises(NotFound):
        leveling.delete_system_preset(house.id)


def test_the_six_keep_their_numbers_and_can_be_hidden_but_not_all() -> None:
    ann = person()
    spotify = leveling.system_presets()[0].preset
    with pytest.raises(NotAllowed, match='brought this preset along'):
        leveling.edit_system_preset(spotify.id, 'Spotify', -9.0, -1.0, '')
    with pytest.raises(NotAllowed, match='brought this preset along'):
        leveling.delete_system_preset(spotify.id)
    for shown in leveling.system_presets()[:-1]:
        leveling.hide_system_preset(shown.preset.id, True)
    assert seen_by(ann) == ['Maximum Impact']
    with pytest.raises(NotAllowed, match='only preset'):
        leveling.hide_system_preset(leveling.system_presets()[-1].preset.id, True)
    leveling.hide_system_preset(spotify.id, False)
    assert seen_by(ann) == ['Spotify', 'Maximum Impact']


def test_their_order_is_everybodys() -> None:
    ann = person()
    first, second = (shown.preset for shown in leveling.system_presets()[:2])
    leveling.move_system_preset(first.id, 1)
    assert seen_by(ann)[:3] == [second.name, first.name, 'Apple Music']
    leveling.move_system_preset(second.id, -1)
    leveling.move_system_preset(second.id, 99)
    assert seen_by(ann)[-1] == second.name


def test_names_are_taken_once_and_users_presets_are_none_of_the_admins() -> None:
    hers = leveling.create_preset(person(), 'Hers', -10)
    with pytest.raises(NotFound):
        leveling.delete_system_preset(hers.id)
    with pytest.raises(NotFound):
        leveling.hide_system_preset(hers.id, True)
    with pytest.raises(NotFound):
        leveling.move_system_preset(hers.id, 1)
    with pytest.raises(NotAllowed, match='already'):
        leveling.create_system_preset('spotify', -9.0, -1.0, '')
