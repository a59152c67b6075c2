"""What people type, read: commands and times."""
