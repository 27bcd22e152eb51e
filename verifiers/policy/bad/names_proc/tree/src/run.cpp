const char* kSelf = "/proc/self/fd";
