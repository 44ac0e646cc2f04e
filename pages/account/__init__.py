"""The screens about accounts: signing in, and the account itself."""
