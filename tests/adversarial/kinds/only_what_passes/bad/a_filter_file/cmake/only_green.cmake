set(TESTS ".*Green.*")
