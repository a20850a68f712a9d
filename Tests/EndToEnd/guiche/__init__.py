"""What the end-to-end tests share: a running instance, a client of it, and the things a client sends."""
