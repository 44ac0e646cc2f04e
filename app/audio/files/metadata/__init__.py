"""All that a file carries beside its sound: gathered, and moved into another file."""
