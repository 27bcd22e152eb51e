// The tools that a model has, and what a call of one asks for.
//
//   {"tool":"bash","command":"..."}        {"tool":"read","path":"...","first_line":1,"lines":9}
//   {"tool":"write","path":"...","text":"..."}          {"tool":"write","files":{"PATH":"TEXT"}}
//   {"tool":"edit","path":"...","old_text":"...","new_text":"..."}
//   {"tool":"check"}   {"tool":"note","text":"..."}   {"tool":"submit"}
//   {"tool":"give_up","reason":"..."}   {"tool":"remember","content":"...","control":"..."}
//
// A provider's tool call names the tool apart and has the other fields as arguments.
#pragma once

#include <string>
#include <vector>

#include "agent/agent.h"

namespace wright {

[[nodiscard]] const std::vector<OfferedTool>& provider_tools();
// For models with a working memory of so many slots, 1 or 2.
[[nodiscard]] OfferedTool remember_tool(int memory);

// What is no call becomes a TakeNote that starts with "refused:" and says why.
[[nodiscard]] Action action_of(const ToolCall& call);
[[nodiscard]] bool is_refused(const Action& action);
// The whole text as one JSON object, or the one that stands in its only fenced block.
[[nodiscard]] Action action_in_text(const std::string& text);

}  // namespace wright
