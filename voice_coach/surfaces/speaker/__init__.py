"""Talking through a speaker in the home, whoever runs it: conversations by key, a whole reply to a whole utterance."""
