#include "ptxas_report.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"

namespace wright {
namespace {

constexpr std::string_view kEntry = "Compiling entry function '";
constexpr std::string_view kFunction = "Function properties for ";

void read_stack(const std::string& line, PtxasUsage& usage);
void read_used(const std::string& line, PtxasUsage& usage);
int number_before(const std::string& line, std::string_view words);
int number_after(const std::string& line, std::string_view words);

}  // namespace

std::map<std::string, PtxasUsage> ptxas_report(std::string_view output) {
  std::map<std::string, PtxasUsage> all;
  PtxasUsage* kernel = nullptr;
  PtxasUsage* function = nullptr;
  for (const std::string& line : split(output, '\n')) {
    if (const std::size_t at = line.find(kEntry); at != std::string::npos) {
      const std::string rest = line.substr(at + kEntry.size());
      kernel = &all[rest.substr(0, rest.find('\''))];
      kernel->is_kernel = true;
    } else if (const std::size_t name = line.find(kFunction); name != std::string::npos) {
      function = &all[std::string(trim(line.substr(name + kFunction.size())))];
    } else if (function != nullptr && line.find("bytes stack frame") != std::string::npos) {
      read_stack(line, *function);
    } else if (kernel != nullptr && line.find(": Used ") != std::string::npos) {
      read_used(line, *kernel);
    }
  }
  return all;
}

namespace {

// "    256 bytes stack frame, 0 bytes spill stores, 0 bytes spill loads"
void read_stack(const std::string& line, PtxasUsage& usage) {
  usage.stack = std::max(usage.stack, number_before(line, " bytes stack frame"));
  usage.spill_stores = std::max(usage.spill_stores, number_before(line, " bytes spill stores"));
  usage.spill_loads = std::max(usage.spill_loads, number_before(line, " bytes spill loads"));
}

// "ptxas info    : Used 42 registers, used 1 barriers, 512 bytes smem, 368 bytes cmem[0]"
void read_used(const std::string& line, PtxasUsage& usage) {
  usage.registers = std::max(usage.registers, number_before(line, " registers"));
  usage.barriers = std::max(usage.barriers, number_after(line, ", used "));
  usage.shared = std::max(usage.shared, number_before(line, " bytes smem"));
}

int number_before(const std::string& line, std::string_view words) {
  const std::size_t end = line.find(words);
  if (end == std::string::npos || end == 0) return 0;
  const std::size_t before = line.find_last_not_of("0123456789", end - 1);
  return number_after(line.substr(before == std::string::npos ? 0 : before + 1), "");
}

int number_after(const std::string& line, std::string_view words) {
  const std::size_t at = line.find(words);
  int number = 0;
  if (at == std::string::npos) return number;
  const char* const begin = line.data() + at + words.size();
  std::from_chars(begin, line.data() + line.size(), number);
  return number;
}

}  // namespace
}  // namespace wright
