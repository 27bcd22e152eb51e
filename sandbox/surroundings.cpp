#include "surroundings.h"

#include <fmt/format.h>
#include <sched.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string_view>

#include "small_files.h"

namespace wright {
namespace {

constexpr std::int64_t kUidMax = 65533;
constexpr std::int64_t kAheadMax = 100LL * 366 * 86400;

bool is_name(const std::string& text, std::size_t most, std::string_view besides) {
  const auto is_letter = [](char c) { return c >= 'a' && c <= 'z'; };
  const auto is_allowed = [&](char c) {
    return is_letter(c) || (c >= '0' && c <= '9') || besides.find(c) != std::string_view::npos;
  };
  return !text.empty() && text.size() <= most && is_letter(text.front()) &&
         std::all_of(text.begin(), text.end(), is_allowed);
}

}  // namespace

Surroundings read_surroundings(const nlohmann::json& json) {
  Surroundings told;
  for (const auto& [key, value] : json.items()) {
    if (key == "host_name") {
      told.host_name = value.get<std::string>();
    } else if (key == "user_name") {
      told.user_name = value.get<std::string>();
    } else if (key == "uid") {
      const auto uid = value.get<std::int64_t>();
      if (uid < 1 || uid > kUidMax) throw std::runtime_error("the uid inside is out of range");
      told.uid = static_cast<uid_t>(uid);
    } else if (key == "clock_ahead_s") {
      told.clock_ahead_s = value.get<std::int64_t>();
    } else {
      throw std::runtime_error("unknown key " + key);
    }
  }
  if (!is_name(told.host_name, 63, "-")) throw std::runtime_error("host_name is no plain name");
  if (!is_name(told.user_name, 31, "_")) throw std::runtime_error("user_name is no plain name");
  if (told.clock_ahead_s < 0 || told.clock_ahead_s > kAheadMax) {
    throw std::runtime_error("clock_ahead_s is out of range");
  }
  return told;
}

Result<void> set_clocks_ahead(std::int64_t seconds) {
  constexpr int kNewTime = 0x80;  // CLONE_NEWTIME, which older headers lack.
  if (seconds == 0) return {};
  const bool done = ::unshare(kNewTime) == 0 &&
                    write_small("/proc/self/timens_offsets",
                                fmt::format("monotonic {0} 0\nboottime {0} 0\n", seconds));
  if (done) return {};
  return Error{ErrorKind::sandbox,
               fmt::format("cannot make a time namespace: {}", std::strerror(errno))};
}

}  // namespace wright
