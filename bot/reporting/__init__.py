"""Finished calls counted, drawn, exported, and their results saved as files."""
