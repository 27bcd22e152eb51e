#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <map>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "base/files.h"
#include "core/json.h"
#include "model/model.h"

namespace wright {
namespace {

using nlohmann::json;
namespace fs = std::filesystem;

constexpr std::int64_t kScriptBytesMax = 4 << 20;

using Turns = std::vector<std::string>;  // Canonical tool calls.

class ScriptedModel final : public Model {
 public:
  explicit ScriptedModel(std::map<TaskId, std::vector<Turns>> attempts)
      : attempts_(std::move(attempts)) {}

  Result<ModelReply> complete(const ModelRequest& request) override {
    const auto task = attempts_.find(request.task);
    const auto number = static_cast<std::size_t>(request.attempt - 1);
    const auto turn = static_cast<std::size_t>(request.turn);
    if (task == attempts_.end() || number >= task->second.size() ||
        turn >= task->second[number].size()) {
      return ModelReply{R"({"reason":"the script ends here","tool":"give_up"})"};
    }
    return ModelReply{task->second[number][turn]};
  }

 private:
  std::map<TaskId, std::vector<Turns>> attempts_;
};

Result<Turns> read_turns(const fs::path& folder, const YAML::Node& list);
Result<json> read_call(const fs::path& folder, const YAML::Node& node);
Result<json> copy_call(const fs::path& folder);

Result<Script> read_script(const fs::path& file, const YAML::Node& root) {
  Script script;
  script.clock_s = root["clock"] ? root["clock"].as<std::int64_t>() : 0;
  std::map<TaskId, std::vector<Turns>> attempts;
  for (const auto& task : root["tasks"]) {
    auto& list = attempts[TaskId{task.first.as<std::string>()}];
    for (const auto& attempt : task.second) {
      list.push_back(TRY(read_turns(file.parent_path(), attempt)));
    }
  }
  script.model = std::make_unique<ScriptedModel>(std::move(attempts));
  return script;
}

Result<Turns> read_turns(const fs::path& folder, const YAML::Node& list) {
  Turns turns;
  for (const auto& node : list) {
    turns.push_back(canonical(TRY(read_call(folder, node))));
  }
  return turns;
}

Result<json> read_call(const fs::path& folder, const YAML::Node& node) {
  if (node.IsScalar()) {
    return json{{"tool", node.as<std::string>()}};
  }
  const auto entry = node.begin();
  const auto tool = entry->first.as<std::string>();
  const YAML::Node value = entry->second;
  if (tool == "copy") {
    return copy_call(folder / value.as<std::string>());
  }
  if (tool == "write") {
    return json{{"tool", tool},
                {"files", {{value["path"].as<std::string>(), value["text"].as<std::string>()}}}};
  }
  const char* key = tool == "bash" ? "command" : tool == "give_up" ? "reason" : "text";
  return json{{"tool", tool}, {key, value.as<std::string>()}};
}

Result<json> copy_call(const fs::path& folder) {
  json files = json::object();
  for (const std::string& path : TRY(list_files(folder))) {
    files[path] = TRY(read_file(folder / path, kScriptBytesMax));
  }
  return json{{"tool", "write"}, {"files", std::move(files)}};
}

}  // namespace

Result<Script> load_script(const fs::path& file) {
  const std::string text = TRY(read_file(file, kScriptBytesMax));
  try {
    return read_script(file, YAML::Load(text));
  } catch (const YAML::Exception& fault) {
    return Error{ErrorKind::usage,
                 fmt::format("{}:{}: {}", file.string(), fault.mark.line + 1, fault.msg)};
  }
}

}  // namespace wright
