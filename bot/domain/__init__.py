"""Values and pure rules of calls, numbers, time zones, transcripts, statistics, subscriptions."""
