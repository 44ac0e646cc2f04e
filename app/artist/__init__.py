"""One page for an artist's music, their numbers in one place, and an adviser that knows them and never makes one up."""
