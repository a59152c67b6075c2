"""The picture of statistics, drawn by `python -m bot.reporting.charts` in a process of its own.

The only room with matplotlib in it; the bot's own process never comes here, only its painter's
workers do.
"""
