"""The library of data sets on disk: what is in it, how it gets there from the network or from somebody's computer."""
