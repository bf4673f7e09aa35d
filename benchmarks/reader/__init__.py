"""A real window on a real X server, read by the client of a screen reader in another process."""
