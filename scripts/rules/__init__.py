"""House rules read from the syntax tree. Each rule is a function from a parsed file to what is wrong in it."""
