"""Sound effects from words: recordings found by meaning, families of sounds that are made, and layers of both."""
