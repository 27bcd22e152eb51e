#include <ctime>

long now() {
  return time(nullptr);
}
