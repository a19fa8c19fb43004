"""Measuring sticks: the figures of `sayso eval`, one function a task."""
