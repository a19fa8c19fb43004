"""The reading room: pages over coded articles, and the renderer they share with notebooks."""
