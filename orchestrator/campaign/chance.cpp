#include "base/hash.h"
#include "campaign/hall.h"

namespace wright {
namespace {

constexpr std::int64_t kMsPerSecond = 1000;

class LiveChance final : public Chance {
 public:
  explicit LiveChance(Clock& clock) : clock_(&clock) {}
  Result<std::string> nonce(const AttemptId& /*attempt*/) override {
    return random_hex(kNonceBytes);
  }
  Result<std::int64_t> landing_time_s(const AttemptId& /*attempt*/) override {
    return clock_->wall_ms() / kMsPerSecond;
  }
  Result<std::int64_t> closing_time_s() override { return clock_->wall_ms() / kMsPerSecond; }
  bool may_carry(const AttemptId& /*attempt*/) override { return false; }
  std::optional<Anchor> anchor() override { return std::nullopt; }

 private:
  Clock* clock_;
};

// The same whenever it is asked, so that a run that was killed and resumed
// gives the same commits as one that was not.
class ScriptedChance final : public Chance {
 public:
  explicit ScriptedChance(std::int64_t clock_s) : clock_s_(clock_s) {}
  Result<std::string> nonce(const AttemptId& attempt) override {
    return sha256_hex("nonce of " + attempt.value);
  }
  Result<std::int64_t> landing_time_s(const AttemptId& /*attempt*/) override { return clock_s_; }
  Result<std::int64_t> closing_time_s() override { return clock_s_; }
  bool may_carry(const AttemptId& /*attempt*/) override { return false; }
  std::optional<Anchor> anchor() override { return std::nullopt; }

 private:
  std::int64_t clock_s_;
};

}  // namespace

std::unique_ptr<Chance> make_live_chance(Clock& clock) {
  return std::make_unique<LiveChance>(clock);
}

std::unique_ptr<Chance> make_scripted_chance(std::int64_t clock_s) {
  return std::make_unique<ScriptedChance>(clock_s);
}

}  // namespace wright
