"""Downtime Desk: run a home-care service safely while its digital care system is down."""

__version__ = "0.1.0"
