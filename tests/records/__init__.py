"""What is kept of people: audit, subject access, retention, erasing."""
