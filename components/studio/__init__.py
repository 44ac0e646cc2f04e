"""What the screens of the studio are put together from."""
