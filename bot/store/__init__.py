"""The truth about every call; SQLite is behind the interface."""
