#include <backtrace.h>

#include <unordered_map>

#include "check/program.h"

namespace emu {
namespace {

struct Search {
  SourceLine innermost, own;
};

SourceLine look_up(std::uintptr_t address);
int visit_frame(void* search, std::uintptr_t pc, const char* file, int line, const char* function);
void ignore_error(void* search, const char* message, int code);

}  // namespace

SourceLine line_of_site(std::uint32_t site) {
  static auto& known = *new std::unordered_map<std::uint32_t, SourceLine>;
  if (site == 0) return {};
  const auto found = known.find(site);
  if (found != known.end()) return found->second;
  // The call is before the address that it returns to.
  const auto address = reinterpret_cast<std::uintptr_t>(program_image().begin) + site - 1;
  return known.emplace(site, look_up(address)).first->second;
}

bool is_foreign(const std::string& file) {
  return file.find("/emulator/") != std::string::npos || file.rfind("/usr/", 0) == 0;
}

namespace {

SourceLine look_up(std::uintptr_t address) {
  static backtrace_state* const state = backtrace_create_state(nullptr, 0, ignore_error, nullptr);
  Search search;
  backtrace_pcinfo(state, address, visit_frame, ignore_error, &search);
  return search.own.file.empty() ? search.innermost : search.own;
}

// Called for an inlined function first, then for who inlined it.
int visit_frame(void* search, std::uintptr_t /*pc*/, const char* file, int line,
                const char* /*function*/) {
  Search& s = *static_cast<Search*>(search);
  if (file == nullptr) return 0;
  if (s.innermost.file.empty()) s.innermost = {file, line};
  if (is_foreign(file)) return 0;
  s.own = {file, line};
  return 1;
}

void ignore_error(void* /*search*/, const char* /*message*/, int /*code*/) {}

}  // namespace
}  // namespace emu
