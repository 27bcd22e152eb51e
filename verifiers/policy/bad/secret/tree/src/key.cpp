const char* kKey = "AKIAIOSFODNN7EXAMPLE";
