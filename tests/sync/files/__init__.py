"""Tests of exports as a main system."""
