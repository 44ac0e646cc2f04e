"""What one process of LevelMix runs on: its threads, its memory, its log."""
