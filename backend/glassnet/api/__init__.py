"""The face of the server: REST and one WebSocket per tab, limits, who may ask from where, and the built page."""
