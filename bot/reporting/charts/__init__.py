"""The chart of statistics, the only room with matplotlib; the bot itself never imports it."""
