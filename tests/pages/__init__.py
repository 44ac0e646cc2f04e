"""The screens without a browser."""
