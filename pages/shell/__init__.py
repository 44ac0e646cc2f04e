"""What stands around every screen, and how a screen talks to the services."""
