"""The call form: its listeners, its fields, and the check of what was submitted."""
