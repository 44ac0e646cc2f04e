"""Practice: jazz to play now. What is here so far writes the music; it knows no database, no screen and no sound."""
