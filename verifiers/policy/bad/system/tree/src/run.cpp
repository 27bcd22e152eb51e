#include <cstdlib>

int run() {
  return std::system("ls");
}
