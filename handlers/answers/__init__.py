"""Answers to subcommands, one a file, wherever they were asked: command, mention or message."""
