"""From annotations to coded events: who did what to whom, and on whose word."""
