"""What the screens of artists are put together from."""
