"""What the page adds to what a person waits for."""
