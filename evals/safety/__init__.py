"""Signs of danger: how many are noticed, how often without cause, and how fast."""
