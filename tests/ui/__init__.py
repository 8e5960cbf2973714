"""Tests of the Qt kit."""
