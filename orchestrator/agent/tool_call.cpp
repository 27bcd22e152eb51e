#include "agent/tool_call.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <optional>

#include "base/text.h"
#include "core/json.h"

namespace wright {
namespace {

using nlohmann::json;

constexpr std::uint64_t kLinesMax = 1'000'000;
constexpr std::size_t kNameShown = 64;

Action action_from(const std::string& tool, const json& fields);
Action write_from(const json& fields);
Action read_from(const json& fields);
Action edit_from(const json& fields);
Action remember_from(const json& fields);
std::optional<std::string> text_in(const json& fields, const char* key);
std::vector<std::string> fenced_blocks(const std::string& text);
TakeNote refused(const std::string& why);

}  // namespace

Action action_of(const ToolCall& call) {
  const std::string arguments = trim(call.arguments).empty() ? "{}" : call.arguments;
  const Result<json> fields = parse_json(arguments);
  if (!fields || !fields->is_object()) return refused("the arguments are no JSON object");
  return action_from(call.name, *fields);
}

Action action_in_text(const std::string& text) {
  Result<json> call = parse_json(text);
  if (!call || !call->is_object()) {
    const std::vector<std::string> blocks = fenced_blocks(text);
    if (blocks.size() > 1) return refused("more than one fenced block: give one command a turn");
    if (blocks.size() == 1) call = parse_json(blocks.front());
  }
  if (!call || !call->is_object()) return refused("the reply is no JSON object with a \"tool\"");
  return action_from(text_in(*call, "tool").value_or(""), *call);
}

bool is_refused(const Action& action) {
  const auto* note = std::get_if<TakeNote>(&action);
  return note != nullptr && note->text.rfind("refused:", 0) == 0;
}

namespace {

Action action_from(const std::string& tool, const json& fields) {
  if (tool == "write") return write_from(fields);
  if (tool == "read") return read_from(fields);
  if (tool == "edit") return edit_from(fields);
  if (tool == "remember") return remember_from(fields);
  if (tool == "check") return RunChecks{};
  if (tool == "submit") return Submit{};
  if (tool == "give_up") return GiveUp{text_in(fields, "reason").value_or("")};
  if (tool == "bash") {
    const auto command = text_in(fields, "command");
    return command ? Action(RunCommand{*command}) : refused("bash needs a text \"command\"");
  }
  if (tool == "note") {
    const auto text = text_in(fields, "text");
    return text ? Action(TakeNote{*text}) : refused("note needs a text \"text\"");
  }
  return refused(fmt::format("unknown tool \"{}\"", to_utf8(tool.substr(0, kNameShown))));
}

Action write_from(const json& fields) {
  WriteFiles write;
  const auto path = text_in(fields, "path");
  const auto text = text_in(fields, "text");
  if (path && text) {
    put(write.patch, *path, FileMode::regular, *text);
    return write;
  }
  const auto files = fields.find("files");
  if (files == fields.end() || !files->is_object()) {
    return refused("write needs the texts \"path\" and \"text\"");
  }
  for (const auto& [name, bytes] : files->items()) {
    if (!bytes.is_string()) return refused("the text of a file must be a string");
    put(write.patch, name, FileMode::regular, bytes.get<std::string>());
  }
  return write;
}

Action read_from(const json& fields) {
  const auto path = text_in(fields, "path");
  if (!path) return refused("read needs a text \"path\"");
  ReadFile read{*path};
  for (auto [key, place] : {std::pair{"first_line", &read.first_line}, {"lines", &read.lines}}) {
    const auto given = fields.find(key);
    if (given == fields.end() || given->is_null()) continue;
    const bool is_count = given->is_number_unsigned() && given->get<std::uint64_t>() <= kLinesMax;
    if (!is_count) return refused(fmt::format("read: \"{}\" is a count of lines", key));
    *place = given->get<int>();
  }
  return read;
}

Action edit_from(const json& fields) {
  const auto path = text_in(fields, "path");
  const auto before = text_in(fields, "old_text");
  const auto after = text_in(fields, "new_text");
  if (!path || !before || !after) {
    return refused("edit needs the texts \"path\", \"old_text\" and \"new_text\"");
  }
  return EditFile{*path, *before, *after};
}

// A slot that is left out stays as it is.
Action remember_from(const json& fields) {
  Remember remember{text_in(fields, "content"), text_in(fields, "control")};
  if (remember.content || remember.control) return remember;
  return refused("remember needs the text of a slot");
}

std::optional<std::string> text_in(const json& fields, const char* key) {
  const auto found = fields.find(key);
  if (found == fields.end() || !found->is_string()) return std::nullopt;
  return found->get<std::string>();
}

// What stands between lines of three backticks.
std::vector<std::string> fenced_blocks(const std::string& text) {
  std::vector<std::string> blocks;
  bool is_open = false;
  for (const std::string& line : split(text, '\n')) {
    if (line.rfind("```", 0) == 0) {
      is_open = !is_open;
      if (is_open) blocks.emplace_back();
    } else if (is_open) {
      blocks.back() += line + '\n';
    }
  }
  if (is_open) blocks.pop_back();
  return blocks;
}

TakeNote refused(const std::string& why) {
  return TakeNote{"refused: " + why};
}

}  // namespace
}  // namespace wright
