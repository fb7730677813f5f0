"""What application forms have in common: layout, closed lists, values, the draft of an application."""
