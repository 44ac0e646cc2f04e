"""Components of practice: the engraved page with its cursor, the band that plays along, what was played."""
