"""The Qt kit: what every screen is built of. No care words, no store; screens sit on top."""
