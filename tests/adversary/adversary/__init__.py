"""A member's own program: signs statements, appends them, makes packages; shares no code with Sekisho."""
