"""Sessions in a recording studio: booked, paid, held and delivered."""
