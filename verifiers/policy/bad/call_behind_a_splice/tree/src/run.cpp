#include <unistd.h>

int run() {
  // a comment that ends here
  return fo\
rk();
}
