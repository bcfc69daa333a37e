"""Commands beside `run`: each file is what one of them asks for and prints."""
