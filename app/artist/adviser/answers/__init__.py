"""An answer for each intent, by its name."""

from collections.abc import Callable

from app.artist.adviser.answers import ahead, changes, comparing, habits, kept, page, releases, studio, values
from app.artist.adviser.asked import Asked
from app.artist.adviser.says import Answer

ANSWERS: dict[str, Callable[[Asked], Answer]] = {
    'week_review': changes.week_review,
    'metric_value': values.metric_value,
    'metric_change': comparing.metric_change,
    'why_change': changes.why_change,
    'fastest_platform': values.fastest_platform,
    'release_result': releases.release_result,
    'best_release': releases.best_release,
    'posting_time': habits.posting_time,
    'streak': habits.streak_now,
    'reach_when': ahead.reach_when,
    'forecast': ahead.forecast,
    'goal_check': ahead.goal_check,
    'next_session': studio.next_session,
    'owed': studio.owed,
    'free_times': studio.free_times,
    'find_file': studio.find_file,
    'engineer_notes': studio.engineer_notes,
    'recall': kept.recall,
    'remember': kept.remember,
    'forget': kept.forget,
    'link_clicks': page.link_clicks,
    'profile_missing': page.profile_missing,
    'level': page.level,
    'plan_release': releases.plan_release,
    'data_age': values.data_age,
    'spending': habits.spending,
}
