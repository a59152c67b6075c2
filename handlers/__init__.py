"""What Slack sends us: thin Bolt listeners, one file for each feature of Slack."""
