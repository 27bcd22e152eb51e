const char* kText = "/*"; int pid = vfork(); const char* kEnd = "*/";
