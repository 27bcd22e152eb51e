// What a check's program writes, and the verdicts made of it.
#include <nlohmann/json.hpp>

#include "core/json.h"
#include "fuzz/target.h"

namespace wright::fuzz {
namespace {

void run(std::string_view bytes) {
  const auto value = parse_json(bytes);
  if (!value) return;
  if (const auto report = check_report_from_json(*value)) {
    const auto again = check_report_from_json(to_json(*report));
    require(again && *again == *report, "a report that was read is written as it was");
  }
  if (const auto verdict = verdict_from_json(*value)) {
    const auto again = verdict_from_json(to_json(*verdict));
    require(again && *again == *verdict, "a verdict that was read is written as it was");
  }
}

const Registered kRegistered("check_report", run);

}  // namespace
}  // namespace wright::fuzz
