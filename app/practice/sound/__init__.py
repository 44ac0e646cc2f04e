"""Sound: when written notes are played, what they sound like, and what a player in a browser needs to know of that."""
