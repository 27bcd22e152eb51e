#include <backtrace.h>
#include <cxxabi.h>

#include <cstdlib>
#include <unordered_map>

#include "check/program.h"

namespace emu {
namespace {

struct Search {
  SourceLine innermost, own;
};

backtrace_state* program_state();
void take_name(void* name, std::uintptr_t pc, const char* symbol, std::uintptr_t at,
               std::uintptr_t bytes);
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
  return file.find("/emulator/") != std::string::npos ||
         file.find("/cuda/include/") != std::string::npos || file.rfind("/usr/", 0) == 0;
}

std::string function_at(const void* address) {
  std::string name;
  backtrace_syminfo(program_state(), reinterpret_cast<std::uintptr_t>(address), take_name,
                    ignore_error, &name);
  return name;
}

namespace {

backtrace_state* program_state() {
  static backtrace_state* const state = backtrace_create_state(nullptr, 0, ignore_error, nullptr);
  return state;
}

void take_name(void* name, std::uintptr_t /*pc*/, const char* symbol, std::uintptr_t /*at*/,
               std::uintptr_t /*bytes*/) {
  if (symbol == nullptr) return;
  int status = 0;
  char* const text = abi::__cxa_demangle(symbol, nullptr, nullptr, &status);
  *static_cast<std::string*>(name) = text != nullptr ? text : symbol;
  std::free(text);
}

SourceLine look_up(std::uintptr_t address) {
  Search search;
  backtrace_pcinfo(program_state(), address, visit_frame, ignore_error, &search);
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
