#if 0
TEST(RunTest, Runs) {}
#endif
