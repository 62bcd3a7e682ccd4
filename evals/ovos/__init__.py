"""What a speaker with OpenVoiceOS waits for."""
