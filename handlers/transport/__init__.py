"""How Slack's requests reach the app."""
