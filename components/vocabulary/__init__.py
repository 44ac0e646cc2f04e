"""The small words of every screen: text, buttons, fields, dialogs, numbers, and the look of it all."""
