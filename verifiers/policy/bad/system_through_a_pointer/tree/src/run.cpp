#include <cstdlib>

using Run = int (*)(const char*);
Run run() {
  return &::system;
}
