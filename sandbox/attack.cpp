#include "attack.h"
namespace wright {
int attack() {
  return 3;
}
int attack_inside(int, char**) {
  return 3;
}
}  // namespace wright
