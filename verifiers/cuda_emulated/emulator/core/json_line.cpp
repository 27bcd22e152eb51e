#include "core/json_line.h"

#include <array>
#include <cstdio>

#include "core/settings.h"

namespace emu {
namespace {

std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) > 0x7e) {
      std::array<char, 8> code{};
      std::snprintf(code.data(), code.size(), "\\u%04x", static_cast<unsigned char>(c));
      out += code.data();
    } else {
      out += c;
    }
  }
  return out + "\"";
}

std::string field(const char* name, const std::string& json) {
  return std::string("\"") + name + "\": " + json;
}

template <class Three>
std::string triple(const Three& v) {
  return "[" + std::to_string(v.x) + ", " + std::to_string(v.y) + ", " + std::to_string(v.z) + "]";
}

std::string access(const std::optional<Access>& one) {
  if (!one) return "null";
  return "{" + field("what", quoted(one->what)) + ", " + field("file", quoted(one->file)) + ", " +
         field("line", std::to_string(one->line)) + ", " + field("thread", triple(one->thread)) +
         ", " + field("block", triple(one->block)) + ", " +
         field("launch", std::to_string(one->launch)) + "}";
}

}  // namespace

std::string json_line(const Fault& fault) {
  const bool error = fault.severity == Severity::error;
  return "{" + field("kind", quoted(fault.kind)) + ", " +
         field("severity", error ? "\"error\"" : "\"note\"") + ", " +
         field("message", quoted(fault.message)) + ", " + field("kernel", quoted(fault.kernel)) +
         ", " + field("file", quoted(fault.file)) + ", " +
         field("line", std::to_string(fault.line)) + ", " + field("first", access(fault.first)) +
         ", " + field("second", access(fault.second)) + ", " +
         field("grid", triple(fault.shape.grid)) + ", " +
         field("block", triple(fault.shape.block)) + ", " +
         field("dynamic_shared_bytes", std::to_string(fault.shape.dynamic_shared_bytes)) + ", " +
         field("schedule", quoted(name_of(settings().schedule))) + ", " +
         field("seed", std::to_string(settings().seed)) + ", " +
         field("profile", quoted(settings().profile)) + "}";
}

}  // namespace emu
