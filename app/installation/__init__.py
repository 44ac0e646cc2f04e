"""What the admin sets for all: what is paused, what is tried out, what is announced; and how full the disk is."""
