"""The commands, one module a room; nothing else imports them."""
