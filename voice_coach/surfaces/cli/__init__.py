"""The command line: output for people by default, the JSON Lines contract for programs."""
