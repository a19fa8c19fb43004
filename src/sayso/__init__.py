"""Reads war reporting: who says who did what to whom, and does the record bear it out?"""
