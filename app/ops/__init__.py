"""What keeps an installation going: backups, copies of the database, readiness, upkeep."""
