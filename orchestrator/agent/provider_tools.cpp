// The tools as a provider is told of them.  A change here changes what every live
// model sees, and costs its cached prefix once.
#include <nlohmann/json.hpp>

#include "agent/tool_call.h"
#include "core/json.h"

namespace wright {
namespace {

using nlohmann::json;

struct Field {
  const char* name;
  const char* type;
  const char* description;
  bool is_needed = true;
};

OfferedTool tool(const char* name, const char* description, const std::vector<Field>& fields) {
  json properties = json::object();
  json required = json::array();
  for (const Field& field : fields) {
    properties[field.name] = {{"type", field.type}, {"description", field.description}};
    if (field.is_needed) required.push_back(field.name);
  }
  return {name, description,
          canonical(json{{"type", "object"},
                         {"properties", std::move(properties)},
                         {"required", std::move(required)},
                         {"additionalProperties", false}})};
}

}  // namespace

const std::vector<OfferedTool>& provider_tools() {
  static const std::vector<OfferedTool> tools{
      tool("bash",
           "Run a shell command in /work, in a sandbox without network. Each command is a new "
           "shell, at most 5 minutes; long output is cut in its middle.",
           {{"command", "string", "For `sh -c`."}}),
      tool("read", "Read a text file, or some of its lines.",
           {{"path", "string", "From /work."},
            {"first_line", "integer", "From 1.", false},
            {"lines", "integer", "How many; all the others when it is left out.", false}}),
      tool("edit", "Replace a passage that stands exactly once in a file.",
           {{"path", "string", "From /work."},
            {"old_text", "string", "The passage, with enough around it to stand only once."},
            {"new_text", "string", "What comes in its place."}}),
      tool("write", "Write a whole file; its directories are made.",
           {{"path", "string", "From /work."}, {"text", "string", "All of the file."}}),
      tool("check", "Run the visible checks on the work as it stands.", {}),
      tool("note",
           "Leave a note for the record. One that begins with \"lesson:\" is offered to later "
           "tasks.",
           {{"text", "string", "The note."}}),
      tool("submit", "Hand the work in. It is judged, and the attempt is over.", {}),
      tool("give_up", "End the attempt without handing anything in.",
           {{"reason", "string", "Why it cannot be done."}})};
  return tools;
}

OfferedTool remember_tool(int memory) {
  std::vector<Field> slots{{"content", "string",
                            "What you know: facts, decisions, what the last outputs came to.",
                            memory < kMemoryMax}};
  if (memory == kMemoryMax) {
    slots.push_back({"control", "string", "Your plan, and the next step.", false});
  }
  return tool("remember",
              "Write your working memory anew; a slot that is left out stays as it is. When the "
              "conversation grows long, its older turns are left out, and you get this instead.",
              slots);
}

}  // namespace wright
