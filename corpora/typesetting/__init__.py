"""Lay out light-markup text as PDF pages."""
