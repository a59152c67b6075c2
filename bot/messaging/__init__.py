"""The one way out to Slack: the outbox, its sender, rate limits, permalinks, Home."""
