const char* kText = R"x(" // )" )x"; int pid = fork();
