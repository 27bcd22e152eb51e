#include "grader/seat.h"

#include "base/hash.h"

namespace wright {
namespace {

constexpr int kStallsMax = 1;
constexpr int kDeathsMax = 4;

}  // namespace

Result<std::optional<Execution>> Seat::run(const Program& program,
                                           const std::vector<std::size_t>& bounds) {
  if (stalls_ >= kStallsMax || deaths_ >= kDeathsMax) return std::optional<Execution>();
  Execution execution;
  if (!host_ || !host_->is_usable()) execution.violation = TRY(sit());
  if (!execution.violation) execution = TRY(execute(*host_, program, bounds));
  if (execution.violation) note(*execution.violation);
  return std::optional<Execution>(std::move(execution));
}

Result<std::optional<Violation>> Seat::sit() {
  host_.reset();
  std::unique_ptr<Session> session = TRY(start_());
  host_ = std::make_unique<Host>(std::move(session), random_hex(16), deadlines_);
  const Reply reply = TRY(host_->hello());
  if (const auto* violation = std::get_if<Violation>(&reply)) {
    return std::optional<Violation>(*violation);
  }
  if (std::holds_alternative<Value>(reply)) return std::optional<Violation>();
  return std::optional<Violation>(Violation{"host.protocol", "the host does not say hello"});
}

Result<std::optional<Violation>> Seat::leave() {
  std::optional<Violation> result;
  if (host_ && host_->is_usable()) {
    const Reply reply = TRY(host_->bye());
    if (const auto* violation = std::get_if<Violation>(&reply)) result = *violation;
    if (!host_->isolation().rung.empty()) isolation_ = host_->isolation();
  }
  host_.reset();
  return result;
}

void Seat::note(const Violation& violation) {
  violation.rule == "host.stalled" ? ++stalls_ : ++deaths_;
  if (host_ && !host_->isolation().rung.empty()) isolation_ = host_->isolation();
  host_.reset();
}

}  // namespace wright
