"""What the adviser can be asked. How it is recognised stands in `router`."""

from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True, slots=True)
class Intent:
    """One thing that can be asked. `label` is what a button says that asks it, `question` how it is asked best."""

    name: str
    label: str
    question: str


ALL: tuple[Intent, ...] = (
    Intent('week_review', 'How was my week?', 'How was my week?'),
    Intent('metric_value', 'How high is one of my numbers?', 'How many followers do I have on Spotify?'),
    Intent('metric_change', 'How did a number change?', 'How did my streams change in the last month?'),
    Intent('why_change', 'Why did my numbers change?', 'Why did my streams jump?'),
    Intent('fastest_platform', 'Which platform grows fastest?', 'Which platform grows fastest?'),
    Intent('release_result', 'How did my last release do?', 'How did the last release do?'),
    Intent('best_release', 'Which release did best?', 'Which release performed best?'),
    Intent('posting_time', 'When should I post?', 'When should I post?'),
    Intent('streak', 'How is my posting streak?', 'How is my posting streak?'),
    Intent('reach_when', 'When do I reach a number?', 'When do I reach 1,000 followers?'),
    Intent('forecast', 'What is to be expected?', 'Forecast the next 28 days'),
    Intent('goal_check', 'Am I on track for my goal?', 'Am I on track for my goal?'),
    Intent('next_session', 'When is my next session?', 'When is my next session?'),
    Intent('owed', 'How much do I still owe?', 'How much do I still owe?'),
    Intent('free_times', 'When is the studio free?', 'When is the studio free?'),
    Intent('find_file', 'Where is my latest file?', 'Where is the master of my song?'),
    Intent('engineer_notes', 'What did the engineer say?', 'What did the engineer say?'),
    Intent('recall', 'What did I tell you?', 'What did I tell you about labels?'),
    Intent('remember', 'Remember something', 'Remember that …'),
    Intent('forget', 'Forget something', 'Forget my budget'),
    Intent('link_clicks', 'Which link gets the most clicks?', 'Which link gets the most clicks?'),
    Intent('profile_missing', 'What is missing on my profile?', 'What is missing on my profile?'),
    Intent('level', 'What level am I?', 'What level am I?'),
    Intent('plan_release', 'Help me plan a release', 'Help me plan a release'),
    Intent('data_age', 'How old is my data?', 'How old is my data?'),
    Intent('spending', 'Should I spend on ads?', 'Should I spend on ads?'),
)


@cache
def by_name() -> dict[str, Intent]:
    """Each by its name."""
    return {one.name: one for one in ALL}
