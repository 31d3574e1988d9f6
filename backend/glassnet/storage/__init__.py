"""What survives a restart: runs and metrics in a database, weights in checkpoint files."""
