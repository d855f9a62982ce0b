"""What is bought, and in which form the vendor wants it."""
