"""What is measured, judged and owed: to the people whose data is here, and to those who watch over it."""
