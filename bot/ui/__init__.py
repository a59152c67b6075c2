"""What people see in Slack: calls, answers and forms as Block Kit with fallback text."""
