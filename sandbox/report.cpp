#include "report.h"

#include <sys/utsname.h>

#include <nlohmann/json.hpp>

#include "makeup_json.h"

namespace wright {
namespace {

nlohmann::json outcome_json(const Report& report);

}  // namespace

std::string to_text(const Report& report) {
  const nlohmann::json json = {{"outcome", outcome_json(report)},
                               {"out", base64(report.out)},
                               {"err", base64(report.err)},
                               {"truncated", report.truncated},
                               {"wall_ms", report.wall_ms},
                               {"cpu_ms", report.cpu_ms},
                               {"memory_peak_bytes", report.memory_peak_bytes},
                               {"isolation", to_json(report.makeup)}};
  return json.dump(-1, ' ', true, nlohmann::json::error_handler_t::replace) + "\n";
}

nlohmann::json to_json(const Makeup& makeup) {
  return {{"rung", makeup.rung},         {"enforced", makeup.enforced}, {"polled", makeup.polled},
          {"degraded", makeup.degraded}, {"kernel", kernel_release()},  {"uid", makeup.uid}};
}

std::string kernel_release() {
  utsname name{};
  return uname(&name) == 0 ? name.release : "";
}

std::string base64(const std::string& bytes) {
  constexpr char kDigits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    std::uint32_t group = 0;
    for (std::size_t i = 0; i < 3; ++i) {
      group = group << 8 | (at + i < bytes.size() ? static_cast<unsigned char>(bytes[at + i]) : 0U);
    }
    for (std::size_t i = 0; i < 4; ++i) {
      const bool padding = at + i > bytes.size();
      text += padding ? '=' : kDigits[group >> (18 - 6 * i) & 63U];
    }
  }
  return text;
}

namespace {

nlohmann::json outcome_json(const Report& report) {
  switch (report.kind) {
    case Report::Kind::exited:
      return {{"exit", report.number}};
    case Report::Kind::signaled:
      return {{"signal", report.number}};
    case Report::Kind::limit:
      return {{"limit", report.word}};
    case Report::Kind::broken:
      return {{"broken", report.word}};
  }
  return {};
}

}  // namespace
}  // namespace wright
