"""Mail to staff over SMTP. Mail carries no more of a case than its number, age, due time and a link."""
