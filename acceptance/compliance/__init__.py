"""What compliance features are made of: journeys of customers, and what is looked at on the way."""
