"""The import: where files come from, what is known of their content, and the run that makes records of them."""
