"""The queue of uploads in the browser, and the zone that feeds it."""
