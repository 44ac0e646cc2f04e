"""Theory: names of notes, keys and chords, the tones and scales that belong to a chord, and how they are spelled."""
