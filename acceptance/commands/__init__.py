"""Commands of `acceptance`, by subject: each file is what a few of them ask for and print."""
