"""`python -m bench [measure …]`: those named, or all."""

import argparse
import os
from importlib import import_module
from typing import Final

# imported when its turn comes, so that each is measured without what the others brought along
_MEASURES: Final = {
    "lag": "bench.lag",
    "day": "bench.day",
    "ack": "bench.acknowledgement",
    "size": "bench.size",
    "lists": "bench.lists",
    "posting": "bench.posting",
    "gate": "bench.gate",
    "start": "bench.start",
    "stats": "bench.stats",
    "numbers": "bench.numbers",
    "hostile": "bench.hostile",
}
_REAL_LAG: Final = "bench.real_lag"


def main() -> None:
    """Do what the command line says."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("measures", nargs="*", metavar="measure", help=", ".join(_MEASURES))
    parser.add_argument(
        "--real", action="store_true", help="lag: two minutes against the sandbox in real time"
    )
    options = parser.parse_args()
    unknown = [name for name in options.measures if name not in _MEASURES]
    if unknown:
        parser.error(f"there is no measure {unknown[0]!r}; there are {', '.join(_MEASURES)}")
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f} before the first measure")
    for name in options.measures or _MEASURES:
        is_real = name == "lag" and options.real
        import_module(_REAL_LAG if is_real else _MEASURES[name]).run()


if __name__ == "__main__":
    main()
