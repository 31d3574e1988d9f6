"""What is said on the wire, defined once: commands, views, events and binary frames."""
