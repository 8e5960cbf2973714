"""Windows before the desk: unlocking and the first run; and the settings page. Import each from its module."""
