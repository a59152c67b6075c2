"""Updates in channels about calls elsewhere: watch lines and digests."""
