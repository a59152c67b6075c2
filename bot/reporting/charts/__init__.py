"""The chart of statistics, drawn by `python -m bot.reporting.charts` in a process of its own.

The only room with matplotlib in it: the bot's own process never imports it.
"""
