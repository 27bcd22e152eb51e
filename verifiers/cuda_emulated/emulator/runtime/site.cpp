#include "runtime/site.h"

#include <execinfo.h>

namespace emu {

Site here() {
  Site site;
  site.depth = backtrace(site.frames.data(), static_cast<int>(site.frames.size()));
  return site;
}

SourceLine line_of(const Site& /*site*/) {
  return {};
}

}  // namespace emu
