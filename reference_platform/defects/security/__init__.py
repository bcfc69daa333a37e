"""Ways round the rule of who may do what, and refusals that tell too much."""
