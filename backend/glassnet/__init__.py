"""Glassnet: a network you can see into."""

__version__ = "0.1.0"
