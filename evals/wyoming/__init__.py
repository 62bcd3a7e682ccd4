"""What Home Assistant waits for."""
