"""The window: the only place that wires screens, store and jobs together."""
