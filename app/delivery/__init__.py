"""How goods reach members: what sending costs, where it goes, in which slots, and what is promised."""
