int run() { return 2; }
