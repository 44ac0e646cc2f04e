"""What every area shows of a job: how far it is."""
