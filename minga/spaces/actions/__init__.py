"""What happens to spaces: their life, their members, their sessions, their minutes."""
