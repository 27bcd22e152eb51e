#include "model/call_bound.h"

#include <algorithm>

namespace wright {
namespace {

constexpr std::int64_t kHiddenTokensATurn = 64;

std::int64_t body_bytes(const HttpModelSettings& settings, const Conversation& conversation);
bool is_counted(const HttpModelSettings& settings, const Turn& turn);
std::int64_t counted_input(const Turn& turn);

}  // namespace

std::int64_t input_tokens_max(const HttpModelSettings& settings, const Conversation& conversation) {
  const std::vector<Turn>& turns = conversation.turns;
  const std::int64_t bytes = body_bytes(settings, conversation);
  const auto last = std::find_if(turns.rbegin(), turns.rend(),
                                 [&](const Turn& turn) { return is_counted(settings, turn); });
  if (last == turns.rend()) return bytes + kHiddenTokens;
  Conversation before{conversation.system, conversation.tools, {turns.begin(), last.base() - 1}};
  const std::int64_t added = std::max<std::int64_t>(bytes - body_bytes(settings, before), 0);
  return counted_input(*last) + added + kHiddenTokensATurn * (last - turns.rbegin() + 1);
}

bool takes_cap(const HttpModelSettings& settings) {
  const std::vector<std::string>& caps = settings.dialect.caps;
  return std::any_of(caps.begin(), caps.end(), [&](const std::string& name) {
    return settings.traits.rejects.count(name) == 0;
  });
}

namespace {

std::int64_t body_bytes(const HttpModelSettings& settings, const Conversation& conversation) {
  return static_cast<std::int64_t>(
      settings.dialect.render(conversation, settings.model, settings.traits).size());
}

// Another model's count is of other tokens; a server names itself more exactly than it is asked.
bool is_counted(const HttpModelSettings& settings, const Turn& turn) {
  const auto* reply = std::get_if<Reply>(&turn);
  return reply != nullptr && reply->dialect == settings.dialect.name &&
         !reply->usage.is_estimated && reply->model.rfind(settings.model, 0) == 0 &&
         counted_input(turn) > 0;
}

std::int64_t counted_input(const Turn& turn) {
  const Usage& usage = std::get<Reply>(turn).usage;
  return usage.input + usage.cached + usage.cache_written;
}

}  // namespace
}  // namespace wright
