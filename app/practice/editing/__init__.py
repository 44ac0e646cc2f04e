"""Changes a piece and keeps it right: notes, chords, levels. Each takes a score and gives another, or says why not."""
