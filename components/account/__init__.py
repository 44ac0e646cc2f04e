"""Parts of the screens about accounts: signing in, passkeys, what is left of a tier."""
