"""The screens of the levelling area."""
