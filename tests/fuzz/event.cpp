// A line of a journal.
#include <nlohmann/json.hpp>

#include "core/json.h"
#include "fuzz/target.h"

namespace wright::fuzz {
namespace {

void run(std::string_view bytes) {
  const auto value = parse_json(bytes);
  if (!value) return;
  const auto event = event_from_json(*value);
  if (!event) return;
  const auto again = event_from_json(to_json(*event));
  require(again && canonical(to_json(*again)) == canonical(to_json(*event)),
          "an event that was read is written as it was");
}

const Registered kRegistered("event", run);

}  // namespace
}  // namespace wright::fuzz
