"""What the platform owes whoever talks to it, whatever he says and however often he goes."""
