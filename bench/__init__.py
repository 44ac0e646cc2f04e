"""What measures us against the peers, in one run on one machine."""
