"""What is told with every clip: in its tags, and to strangers who are given it."""

MADE_BY, NOT_A_PERSON = 'LevelMix', 'Made by a machine, not spoken by a person.'
"""So that nobody takes it for somebody's own words."""
