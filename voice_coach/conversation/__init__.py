"""The use of core through ports: answers, sessions, and the spoken turn loop."""
