"""What artists have set."""

import pytest

from app.artist import choices
from app.errors import Invalid
from models import Profile


def test_what_nobody_has_set_is_as_usual() -> None:
    assert choices.of(Profile(user_id='ann')) == choices.Choices()


def test_what_is_set_is_kept_and_the_rest_stays_as_usual() -> None:
    ann = Profile(user_id='ann')
    choices.change(ann, week_goal=3, skipped=('goal',))
    assert choices.of(ann) == choices.Choices(week_goal=3, skipped=('goal',))
    choices.change(ann, week_goal=1)
    assert ann.choices == '{"skipped": ["goal"]}'


def test_words_of_an_older_version_are_passed_over() -> None:
    assert choices.of(Profile(user_id='ann', choices='{"colour": "red", "week_goal": 2}')).week_goal == 2


@pytest.mark.parametrize(
    ('words', 'name'),
    [({'week_goal': 8}, 'week_goal'), ({'week_goal': True}, 'week_goal'), ({'colour': 'red'}, 'colour'),
     ({'streak_unit': 'month'}, 'streak_unit'), ({'weekly_report': 1}, 'weekly_report'), ({'skipped': 'x'}, 'skipped')],
)  # fmt: skip
def test_what_cannot_be_chosen_is_refused_by_its_name(words: dict[str, object], name: str) -> None:
    ann = Profile(user_id='ann')
    with pytest.raises(Invalid) as refused:
        choices.change(ann, **words)
    assert refused.value.fields.keys() == {name}
    assert ann.choices == '{}'
