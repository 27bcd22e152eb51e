#include "check/hooks.h"

namespace emu {

bool hooks_on() {
  return false;
}

}  // namespace emu
