"""The pages: each takes the room and what the address asks, and gives a `Page`."""
