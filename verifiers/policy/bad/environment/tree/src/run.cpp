#include <cstdlib>

bool is_judged() {
  return getenv("JUDGE") != nullptr;
}
