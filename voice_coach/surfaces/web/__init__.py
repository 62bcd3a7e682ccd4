"""The voice page: a server on this machine alone, and what a browser on it loads (extra `web`)."""
