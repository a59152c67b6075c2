"""`python -m bot.reporting.charts`: pickled statistics in on stdin, a PNG out on stdout."""

import os
import pickle
import sys

from bot.reporting.charts.figure import draw

if __name__ == "__main__":
    # behind everything else that wants the processor
    os.nice(10)
    # from the chart process of this very bot, never from anybody else
    statistics = pickle.loads(sys.stdin.buffer.read())  # noqa: S301
    sys.stdout.buffer.write(draw(statistics))
