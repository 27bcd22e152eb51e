#include <utility>

#include "agent/agent.h"

namespace wright {
namespace {

class Workbench final : public Agent {
 public:
  [[nodiscard]] Action next(const History& /*history*/) const override { return AwaitSubmission{}; }
};

class PatchWriter final : public Agent {
 public:
  explicit PatchWriter(Patch patch) : patch_(std::move(patch)) {}

  [[nodiscard]] Action next(const History& history) const override {
    if (history.steps().empty()) {
      return WriteFiles{patch_};
    }
    return Submit{};
  }

 private:
  Patch patch_;
};

}  // namespace

std::unique_ptr<Agent> make_workbench() {
  return std::make_unique<Workbench>();
}

std::unique_ptr<Agent> make_patch_writer(Patch patch) {
  return std::make_unique<PatchWriter>(std::move(patch));
}

}  // namespace wright
