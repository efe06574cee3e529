"""What the board of a plan shows: first how complete it is, then how far it got."""
