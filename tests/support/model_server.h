// A model of the tests: it knows by heart what it does in each attempt, and speaks the
// three APIs.  It keeps nothing between requests: where it stands, it reads from the
// conversation, so that a request may be made twice.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "tests/support/loopback.h"

namespace wright::test {

struct ScriptedCall {
  std::string tool;
  std::string arguments;  // JSON.
};
using ScriptedTurn = std::vector<ScriptedCall>;

// A turn as events of Chat Completions and of Responses; one without calls says "done".
[[nodiscard]] std::string chat_stream(const ScriptedTurn& turn, std::size_t number, bool has_tools);
[[nodiscard]] std::string responses_stream(const ScriptedTurn& turn, std::size_t number);

// "TASK.ATTEMPT" -> its turns.  After the last one it gives up.
using ModelScript = std::map<std::string, std::vector<ScriptedTurn>>;

// The answer to one request, in the dialect that its path names.
[[nodiscard]] Response model_answer(const ModelScript& script, const Request& request);
// The same turn with arguments that are no JSON: the model's own fault.  Once it was told, it
// does the turn right.
[[nodiscard]] Response clumsy_answer(const ModelScript& script, const Request& request);

}  // namespace wright::test
