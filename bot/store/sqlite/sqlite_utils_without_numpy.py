"""sqlite-utils without numpy, which it imports where it finds it and this bot's store never needs.

The plotting library brings numpy along; it would cost every start a tenth of a second and the
bot's own process twelve megabytes.
"""

import sys

if "numpy" in sys.modules:
    import sqlite_utils
else:
    # what stands as None cannot be imported, as if it were not installed
    sys.modules["numpy"] = None  # type: ignore[assignment]
    try:
        import sqlite_utils
    finally:
        del sys.modules["numpy"]

__all__ = ["sqlite_utils"]
