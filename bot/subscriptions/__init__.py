"""What channels are told of calls made elsewhere: watch lines and digests."""
