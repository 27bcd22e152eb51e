#include "runtime/site.h"

#include <execinfo.h>

namespace emu {

Site here() {
  Site site;
  site.depth = backtrace(site.frames.data(), static_cast<int>(site.frames.size()));
  return site;
}

SourceLine line_of(const Site& site) {
  for (int at = 0; at < site.depth; ++at) {
    const SourceLine line = line_of_site(site_of(site.frames[static_cast<std::size_t>(at)]));
    if (!line.file.empty() && !is_foreign(line.file)) return line;
  }
  return {};
}

}  // namespace emu
