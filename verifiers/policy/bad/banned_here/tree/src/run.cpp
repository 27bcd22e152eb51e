#include <cstdio>

void run() { std::printf("run"); }
