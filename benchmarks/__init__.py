"""What measures the desk's speed and size; not part of the app. Start with ``python -m benchmarks.run``."""
