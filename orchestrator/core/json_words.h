// The words of the enums, in the order of their values.
#pragma once

#include <array>
#include <string>

#include "core/event.h"
#include "core/json_fields.h"

namespace wright {

template <>
struct Words<FileMode> {
  static inline const std::array<std::string, 2> kWords{"100644", "100755"};
};
template <>
struct Words<Change> {
  static inline const std::array<std::string, 3> kWords{"added", "modified", "deleted"};
};
template <>
struct Words<Severity> {
  static inline const std::array<std::string, 3> kWords{"note", "warning", "error"};
};
template <>
struct Words<CheckStatus> {
  static inline const std::array<std::string, 4> kWords{"pass", "fail", "unavailable", "broken"};
};
template <>
struct Words<VerdictStatus> {
  static inline const std::array<std::string, 4> kWords{"pass", "fail", "blocked", "broken"};
};
template <>
struct Words<ActionKind> {
  static inline const std::array<std::string, 9> kWords{
      "exec", "read", "write", "note", "check", "model", "program", "remember", "call"};
};

}  // namespace wright
