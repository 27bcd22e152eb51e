#include "campaign/memory_arms.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/text.h"
#include "core/event.h"

namespace wright {
namespace {

constexpr std::string_view kTalk = "+talk";

std::optional<int> digit_in(std::string_view text, int least, int most) {
  if (text.size() != 1) return std::nullopt;
  const int digit = text.front() - '0';
  return digit >= least && digit <= most ? std::optional(digit) : std::nullopt;
}

std::optional<MemoryArm> arm_in(std::string_view text) {
  const std::size_t plus = text.find('+');
  const auto memory = digit_in(text.substr(0, plus), 0, kMemoryMax);
  if (!memory) return std::nullopt;
  if (plus == std::string_view::npos) return MemoryArm{*memory, 0};
  if (text.substr(plus, kTalk.size()) != kTalk) return std::nullopt;
  const auto talk = digit_in(text.substr(plus + kTalk.size()), 1, kSelfTalkMax);
  return talk ? std::optional(MemoryArm{*memory, *talk}) : std::nullopt;
}

}  // namespace

std::string MemoryArm::name() const {
  const std::string talk = self_talk > 0 ? fmt::format("+talk{}", self_talk) : "";
  return fmt::format("{}{}{}", memory, talk, is_control ? " control" : "");
}

Result<std::vector<MemoryArm>> memory_arms(const std::string& text) {
  std::vector<MemoryArm> arms;
  for (const std::string& part : split(text, ',')) {
    const std::optional<MemoryArm> arm = arm_in(trim(part));
    if (!arm) {
      return Error{ErrorKind::usage,
                   fmt::format("--arms: \"{}\" is no arm: 0, 1 or 2 (slots of memory), with +talkN "
                               "behind it for up to N texts of self-talk, 1 to {}",
                               escape_for_terminal(part), kSelfTalkMax)};
    }
    if (std::find(arms.begin(), arms.end(), *arm) != arms.end()) {
      return Error{ErrorKind::usage, fmt::format("--arms names {} twice", arm->name())};
    }
    arms.push_back(*arm);
  }
  return arms;
}

std::vector<MemoryArm> order_of_arms(const std::vector<MemoryArm>& arms, int repeat) {
  std::vector<MemoryArm> order;
  for (std::size_t at = 0; at < arms.size(); ++at) {
    const MemoryArm& arm = arms[(at + static_cast<std::size_t>(repeat - 1)) % arms.size()];
    order.push_back(arm);
    if (!arm.is_plain()) order.push_back({arm.memory, arm.self_talk, true});
  }
  return order;
}

}  // namespace wright
