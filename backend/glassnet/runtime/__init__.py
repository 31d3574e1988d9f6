"""Runs at work: sessions, fair scheduling, worker processes and what is sent to whom.

`pool.Pool` is what the server talks to; `host.WorkerHost` is what runs in a worker. Nothing is imported here, because
a worker must not load the database and the server must not load JAX.
"""
