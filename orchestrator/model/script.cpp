#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "base/files.h"
#include "base/text.h"
#include "core/json.h"
#include "model/model.h"

namespace wright {
namespace {

using nlohmann::json;
namespace fs = std::filesystem;

constexpr std::int64_t kScriptBytesMax = 4 << 20;
constexpr std::size_t kRepliesBytesMax = 16U << 20U;  // Aliases can multiply a small file.
constexpr std::int64_t kClockMax = 253402300799;      // The year 9999 ends.

using Turns = std::vector<std::string>;  // Replies.

class ScriptedModel final : public Model {
 public:
  explicit ScriptedModel(std::map<TaskId, std::vector<Turns>> attempts)
      : attempts_(std::move(attempts)) {}

  Result<ModelReply> complete(const ModelRequest& request) override {
    const auto end = said(R"({"reason":"the script ends here","tool":"give_up"})");
    const auto task = attempts_.find(request.task);
    const auto number = static_cast<std::size_t>(request.attempt - 1);
    const auto turn = static_cast<std::size_t>(request.turn);
    if (task == attempts_.end() || number >= task->second.size()) return end;
    const Turns& turns = task->second[number];
    return turn < turns.size() ? said(turns[turn]) : end;
  }

 private:
  static ModelReply said(std::string text) { return {Reply{.text = std::move(text)}, {}, {}}; }

  std::map<TaskId, std::vector<Turns>> attempts_;
};

class ScriptReader {
 public:
  explicit ScriptReader(fs::path file) : file_(std::move(file)) {}
  Result<Script> read(const YAML::Node& root);
  [[nodiscard]] Error fault(int line, const std::string& why) const;

 private:
  using Attempts = std::map<TaskId, std::vector<Turns>>;
  using Values = std::map<std::string, YAML::Node>;
  Result<std::int64_t> read_clock(const YAML::Node& node);
  Result<Attempts> read_tasks(const YAML::Node& node);
  Result<Turns> read_turns(const YAML::Node& list);
  Result<std::string> read_reply(const YAML::Node& node);
  Result<std::string> write_call(const YAML::Node& value);
  Result<std::string> copy_call(const YAML::Node& value);
  Result<std::string> text_of(const YAML::Node& node);
  Result<Values> values_of(const YAML::Node& node, const std::string& what);
  [[nodiscard]] Error fault(const YAML::Node& at, const std::string& why) const {
    return fault(at.Mark().line + 1, why);
  }

  fs::path file_;
  std::size_t bytes_ = 0;  // Of all replies so far.
};

}  // namespace

Result<Script> load_script(const fs::path& file) {
  const std::string text = TRY(read_file(file, kScriptBytesMax));
  ScriptReader reader(file);
  if (!is_utf8(text)) return reader.fault(1, "a script is UTF-8 text");
  try {
    return reader.read(YAML::Load(text));
  } catch (const YAML::Exception& wrong) {
    return reader.fault(wrong.mark.line + 1, wrong.msg);
  }
}

namespace {

Result<Script> ScriptReader::read(const YAML::Node& root) {
  Script script;
  Attempts attempts;
  for (const auto& [key, node] : TRY(values_of(root, "a script"))) {
    const bool is_known = key == "clock" || key == "tasks";
    if (!is_known) return fault(node, "a script has clock and tasks, nothing else");
    if (key == "clock") script.clock_s = TRY(read_clock(node));
    if (key == "tasks") attempts = TRY(read_tasks(node));
  }
  script.model = std::make_unique<ScriptedModel>(std::move(attempts));
  return script;
}

Result<std::int64_t> ScriptReader::read_clock(const YAML::Node& node) {
  std::int64_t seconds = -1;
  if (!YAML::convert<std::int64_t>::decode(node, seconds) || seconds < 0 || seconds > kClockMax) {
    return fault(node, "clock is a number of seconds since 1970");
  }
  return seconds;
}

Result<ScriptReader::Attempts> ScriptReader::read_tasks(const YAML::Node& node) {
  Attempts attempts;
  for (const auto& [task, list] : TRY(values_of(node, "tasks"))) {
    if (!list.IsSequence()) return fault(list, "a task is a list of attempts");
    for (const auto& attempt : list) {
      Turns turns = TRY(read_turns(attempt));
      attempts[TaskId{task}].push_back(std::move(turns));
    }
  }
  return attempts;
}

Result<Turns> ScriptReader::read_turns(const YAML::Node& list) {
  if (!list.IsSequence()) return fault(list, "an attempt is a list of tool calls");
  Turns turns;
  for (const auto& node : list) {
    turns.push_back(TRY(read_reply(node)));
    bytes_ += turns.back().size();
    if (bytes_ > kRepliesBytesMax) {
      return fault(node, fmt::format("the replies have more than {} bytes", kRepliesBytesMax));
    }
  }
  return turns;
}

Result<std::string> ScriptReader::read_reply(const YAML::Node& node) {
  if (node.IsScalar()) return canonical(json{{"tool", node.Scalar()}});
  const Values call = TRY(values_of(node, "a tool call"));
  if (call.size() != 1) return fault(node, "a tool call is one word or one key with its value");
  const auto& [tool, value] = *call.begin();
  if (tool == "reply") return text_of(value);
  if (tool == "copy") return copy_call(value);
  if (tool == "write") return write_call(value);
  const char* key = tool == "bash" ? "command" : tool == "give_up" ? "reason" : "text";
  const std::string text = TRY(text_of(value));
  return canonical(json{{"tool", tool}, {key, text}});
}

Result<std::string> ScriptReader::write_call(const YAML::Node& value) {
  const Values fields = TRY(values_of(value, "write"));
  if (fields.size() != 2 || fields.count("path") == 0 || fields.count("text") == 0) {
    return fault(value, "write has path and text, nothing else");
  }
  const std::string path = TRY(text_of(fields.at("path")));
  const std::string text = TRY(text_of(fields.at("text")));
  return canonical(json{{"tool", "write"}, {"files", {{path, text}}}});
}

Result<std::string> ScriptReader::copy_call(const YAML::Node& value) {
  const std::string given = TRY(text_of(value));
  const fs::path name = fs::path(given).lexically_normal();
  if (name.is_absolute() || name.empty() || *name.begin() == "..") {
    return fault(value, "copy names a folder beside the script");
  }
  const fs::path folder = file_.parent_path() / name;
  const auto paths = list_files(folder);
  if (!paths) return fault(value, paths.error().message);
  json files = json::object();
  for (const std::string& path : *paths) {
    const Result<std::string> bytes = read_file(folder / path, kScriptBytesMax);
    if (!bytes) return fault(value, bytes.error().message);
    if (!is_utf8(path) || !is_utf8(*bytes)) return fault(value, path + " is not UTF-8 text");
    files[path] = *bytes;
  }
  return canonical(json{{"tool", "write"}, {"files", std::move(files)}});
}

Result<std::string> ScriptReader::text_of(const YAML::Node& node) {
  if (!node.IsScalar()) return fault(node, "a text is due here");
  return node.Scalar();
}

// The library itself would take a key that stands twice.
Result<ScriptReader::Values> ScriptReader::values_of(const YAML::Node& node,
                                                     const std::string& what) {
  if (!node.IsMap()) return fault(node, what + " is a map");
  Values values;
  for (const auto& entry : node) {
    const std::string key = TRY(text_of(entry.first));
    if (!values.emplace(key, entry.second).second)
      return fault(entry.first, "this key is there twice");
  }
  return values;
}

Error ScriptReader::fault(int line, const std::string& why) const {
  return Error{ErrorKind::usage, fmt::format("{}:{}: {}", escape_for_terminal(file_.string()),
                                             std::max(line, 1), escape_for_terminal(why))};
}

}  // namespace
}  // namespace wright
