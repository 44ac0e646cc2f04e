"""What insights are called, and which of them are about the same; without any of what finds them."""

import json
from collections.abc import Mapping
from typing import Any

from models import Insight

DATA_RULES = ('zeros', 'slip', 'gap', 'stale', 'unsettled')
NAMES = {
    'spike': 'Spike',
    'drop': 'Drop',
    'level': 'Change of level',
    'trend': 'Trend',
    'release': 'After a release',
    'milestone': 'Milestone',
    'next_milestone': 'Next milestone',
    'faster': 'Grows fastest',
    'share': 'Share of your platforms',
    'together': 'Move together',
    'forecast': 'Forecast',
    'too_short': 'Too little data',
    'best_weekday': 'Best weekday',
    'no_posts': 'No posts',
    'zeros': 'Gap suspected',
    'slip': 'Odd total',
    'gap': 'Missing days',
    'stale': 'Old numbers',
    'unsettled': 'Not settled',
}


def is_told_of(row: Insight, found: Mapping[str, Any]) -> bool:
    """Whether a row is about the same as what was found, by the same rule, whatever its days are."""
    mine = (row.insight_type, row.platform, row.metric_type, row.subject)
    if mine != (found['rule'], found['platform'], found['metric'], found['subject']):
        return False
    if row.insight_type != 'together' and row.insight_type != 'faster':
        return True
    facts = json.loads(row.content).get('facts', {})
    return bool(facts.get('other_platform') == found.get('facts', {}).get('other_platform'))
