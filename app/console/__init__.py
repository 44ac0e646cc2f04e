"""What the commands that work without a server have in common; `app.cli` names the commands themselves."""
