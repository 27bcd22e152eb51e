#line 1 "other.cpp"
