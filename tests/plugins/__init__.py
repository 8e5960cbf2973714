"""What a test is held to beyond its own assertions: no stray logs, threads, windows or silent skips."""
