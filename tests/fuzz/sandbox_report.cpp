// What the sandbox's program says.
#include "exec/sandbox_json.h"
#include "fuzz/target.h"

namespace wright::fuzz {
namespace {

void run(std::string_view bytes) {
  const std::string text(bytes);
  static_cast<void>(read_run_report(text).has_value());
  static_cast<void>(read_probe(text).has_value());
  static_cast<void>(read_attacks(text).has_value());
}

const Registered kRegistered("sandbox_report", run);

}  // namespace
}  // namespace wright::fuzz
