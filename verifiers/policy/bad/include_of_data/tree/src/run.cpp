const char* kText =
#include "answers.txt"
    ;
