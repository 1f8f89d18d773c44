"""What is said in each language: reading locale files, publishing releases, formatting values."""
