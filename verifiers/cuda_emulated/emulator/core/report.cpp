#include "core/report.h"

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <map>
#include <tuple>
#include <utility>

#include "core/block.h"
#include "core/json_line.h"
#include "core/settings.h"
#include "core/user_code.h"

namespace emu {
namespace {

using Sameness = std::tuple<std::string, std::string, std::string, int, int>;

struct Found {
  int errors = 0;
  int notes = 0;
  std::string latest;
  std::map<Sameness, int> seen;
};

Found& found();
void fill_in(Fault& fault);
Sameness sameness_of(const Fault& fault);
void write(const Fault& fault);
void exit_with_faults();

}  // namespace

void (*locate_fault)(Fault& fault) = nullptr;

void report(Fault fault) {
  const bool ends_launch = fault.severity == Severity::error && in_kernel();
  report_and_return(std::move(fault));
  if (ends_launch) end_launch();
}

void report_and_return(Fault fault) {
  const bool was_user = user_code;
  user_code = false;
  fill_in(fault);
  (fault.severity == Severity::error ? found().errors : found().notes) += 1;
  found().latest = fault.kind;
  if (found().seen[sameness_of(fault)]++ == 0) write(fault);
  user_code = was_user;
}

int faults_reported() {
  return found().errors;
}
int notes_reported() {
  return found().notes;
}
std::string latest_kind() {
  return found().latest;
}

void forget_faults() {
  found() = Found{};
}

namespace {

// Never destroyed: destructors of the program may still find faults.
Found& found() {
  static Found& all = [&]() -> Found& {
    if (std::atexit(exit_with_faults) != 0) std::abort();
    return *new Found;
  }();
  return all;
}

void fill_in(Fault& fault) {
  const bool in_launch = running.kernel != nullptr;
  if (in_launch && fault.kernel.empty()) fault.kernel = running.kernel->name;
  const bool is_named = !fault.kernel.empty() || !in_launch;
  if ((fault.file.empty() || !is_named) && locate_fault != nullptr) locate_fault(fault);
  if (!in_launch) return;
  if (fault.shape.block.x * fault.shape.grid.x <= 1) fault.shape = running.shape;
  if (in_kernel() && !fault.second) {
    fault.second = Access{
        "call", fault.file, fault.line, current_place.thread, current_place.block, running.launch};
  }
}

Sameness sameness_of(const Fault& fault) {
  return {fault.kind, fault.kernel, fault.file, fault.line, fault.first ? fault.first->line : 0};
}

// One write() a line: programs that run at once may share the file.
void write(const Fault& fault) {
  const std::string& path = settings().report;
  if (path.empty()) {
    std::fprintf(stderr, "%s: %s\n  at %s:%d in %s\n", fault.kind.c_str(), fault.message.c_str(),
                 fault.file.c_str(), fault.line, fault.kernel.c_str());
    return;
  }
  std::FILE* file = std::fopen(path.c_str(), "a");
  if (file == nullptr) {
    std::fprintf(stderr, "EMU_REPORT=%s: cannot be written\n", path.c_str());
    std::_Exit(3);
  }
  const std::string line = json_line(fault) + "\n";
  std::fwrite(line.data(), 1, line.size(), file);
  std::fclose(file);
}

void exit_with_faults() {
  if (found().errors == 0) return;
  std::fflush(nullptr);
  std::_Exit(kFaultExitCode);
}

}  // namespace
}  // namespace emu
