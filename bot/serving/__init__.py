"""The running program: the web application and the loops beside it."""
