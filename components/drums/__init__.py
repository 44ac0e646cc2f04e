"""What is drawn of drums: maps to play, to edit and to compare."""
