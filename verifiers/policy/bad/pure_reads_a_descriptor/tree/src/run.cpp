#include <unistd.h>

float run(float x) {
  char c = 0;
  return ::read(0, &c, 1) == 1 ? c : x;
}
