// What names a rule in the source of a check.
#pragma once

#include <optional>
#include <string>

#include "cpp/frozen.h"

namespace wright::adversarial {

// The rule that this token names, or is the end of:
//
//   "hygiene.call"                  itself
//   check + ".failed", ".failed"    ".failed", of whichever check it is
//   Mismatch{"value", ...}          ".value": a word that is handed on to where rules are made
//   "bench." + mismatch->rule       "bench."
//   fmt::format("invariance.{}")    "invariance.{}", and "{}.{}" of a check's name
//   violation->rule, message        "violation.rule": one that was made elsewhere is passed on
//   kSlowRule                       "kSlowRule"
[[nodiscard]] std::optional<std::string> rule_named(const PlainCode& code, std::size_t at);

}  // namespace wright::adversarial
