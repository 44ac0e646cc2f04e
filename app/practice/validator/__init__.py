"""Proves that a piece is written right and is music: `rules.faults` what is wrong, `gates.judged` how it measures."""
