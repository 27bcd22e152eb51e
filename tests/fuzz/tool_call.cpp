// What a model asks for.
#include "agent/tool_call.h"

#include "fuzz/target.h"

namespace wright::fuzz {
namespace {

void run(std::string_view bytes) {
  const std::string text(bytes);
  static_cast<void>(is_refused(action_in_text(text)));
  for (const OfferedTool& tool : provider_tools()) {
    static_cast<void>(is_refused(action_of(ToolCall{"1", tool.name, text})));
  }
  static_cast<void>(is_refused(action_of(ToolCall{"1", text, "{}"})));
}

const Registered kRegistered("tool_call", run);

}  // namespace
}  // namespace wright::fuzz
