"""Parts of the screens of voice."""
