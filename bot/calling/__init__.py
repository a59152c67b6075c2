"""From a request to a followed call: dialing, attempts, tracking, reconciliation, results."""
