"""The roof: pages that show more than one part of the house, the frame and the addresses. Nothing imports it."""
