_Pragma("GCC diagnostic ignored \"-Wconversion\"")
int run();
