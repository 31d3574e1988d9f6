"""One file for each layout, from the one before."""
