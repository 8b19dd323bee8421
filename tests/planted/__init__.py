"""Personal data that belongs to nobody, planted at every door, and the search for it afterwards."""
