"""Everything of LevelMix that is neither screen, row nor task."""
