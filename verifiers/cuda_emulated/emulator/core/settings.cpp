#include "core/settings.h"

#include <cerrno>
#include <cstdio>
#include <cstdlib>

namespace emu {
namespace {

Settings read_environment();
std::string setting_of(const char* name, const std::string& otherwise);
std::uint64_t number_of(const char* name, std::uint64_t otherwise);
Schedule schedule_of(const std::string& text);
[[noreturn]] void refuse(const char* name, const std::string& value, const char* wanted);

}  // namespace

const Settings& settings() {
  // Never destroyed: faults are written until the very end of the process.
  static const Settings& read = *new Settings(read_environment());
  return read;
}

const char* name_of(Schedule schedule) {
  switch (schedule) {
    case Schedule::forward:
      return "forward";
    case Schedule::reverse:
      return "reverse";
    case Schedule::shuffled:
      return "shuffled";
  }
  return "";
}

namespace {

Settings read_environment() {
  Settings settings;
  settings.schedule = schedule_of(setting_of("EMU_SCHEDULE", "forward"));
  settings.seed = number_of("EMU_SEED", settings.seed);
  settings.report = setting_of("EMU_REPORT", "");
  settings.fail_call = number_of("EMU_FAIL_CALL", settings.fail_call);
  settings.profile = setting_of("EMU_PROFILE", settings.profile);
  settings.left_out = setting_of("EMU_LEAVE_OUT", "");
  settings.spin_limit = number_of("EMU_SPIN_LIMIT", settings.spin_limit);
  return settings;
}

std::string setting_of(const char* name, const std::string& otherwise) {
  const char* value = std::getenv(name);
  return value == nullptr ? otherwise : value;
}

std::uint64_t number_of(const char* name, std::uint64_t otherwise) {
  const std::string text = setting_of(name, "");
  if (text.empty()) return otherwise;
  if (text.find_first_not_of("0123456789") != std::string::npos)
    refuse(name, text, "a whole number");
  errno = 0;
  const std::uint64_t number = std::strtoull(text.c_str(), nullptr, 10);
  if (errno != 0) refuse(name, text, "a number below 2^64");
  return number;
}

Schedule schedule_of(const std::string& text) {
  for (const Schedule one : {Schedule::forward, Schedule::reverse, Schedule::shuffled}) {
    if (text == name_of(one)) return one;
  }
  refuse("EMU_SCHEDULE", text, "forward, reverse or shuffled");
}

void refuse(const char* name, const std::string& value, const char* wanted) {
  std::fprintf(stderr, "%s=%s: give %s\n", name, value.c_str(), wanted);
  std::_Exit(2);
}

}  // namespace
}  // namespace emu
