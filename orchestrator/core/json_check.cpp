#include "core/json.h"
#include "core/json_words.h"

namespace wright {

using nlohmann::json;

namespace {

std::vector<std::string> values_of(const std::vector<TaskId>& ids) {
  std::vector<std::string> values;
  values.reserve(ids.size());
  for (const TaskId& id : ids) values.push_back(id.value);
  return values;
}

}  // namespace

template <>
struct Reader<ChangedFile> {
  static ChangedFile read(const json& value) {
    ChangedFile file;
    get(value, "path", file.path);
    get(value, "mode", file.mode);
    get(value, "change", file.change);
    return file;
  }
};

json to_json(const CheckRequest& request) {
  json changes = json::array();
  for (const ChangedFile& file : request.changes) {
    changes.push_back(
        {{"path", file.path}, {"mode", word(file.mode)}, {"change", word(file.change)}});
  }
  return json{{"check", request.check},
              {"config", request.config},
              {"task", request.task.value},
              {"landed", values_of(request.landed)},
              {"writes", request.writes},
              {"changes", std::move(changes)},
              {"tree", request.tree.string()},
              {"base_tree", request.base_tree.string()},
              {"spec", request.spec.string()},
              {"scratch", request.scratch.string()},
              {"artifacts", request.artifacts.string()},
              {"build_base", request.build_base.string()},
              {"incumbent", request.incumbent.string()},
              {"cache", request.cache.string()},
              {"share", request.share.string()},
              {"sandbox", request.sandbox.string()},
              {"expected_tests", request.expected_tests},
              {"seed", request.seed},
              {"visible_only", request.visible_only},
              {"use_caches", request.use_caches}};
}

Result<CheckRequest> check_request_from_json(const json& value) {
  return reading("check request", value, [&] {
    CheckRequest request;
    get(value, "check", request.check);
    get(value, "config", request.config);
    get(value, "task", request.task);
    get(value, "landed", request.landed);
    get(value, "writes", request.writes);
    get(value, "changes", request.changes);
    get(value, "tree", request.tree);
    get(value, "base_tree", request.base_tree);
    get(value, "spec", request.spec);
    get(value, "scratch", request.scratch);
    get(value, "artifacts", request.artifacts);
    get(value, "build_base", request.build_base);
    get(value, "incumbent", request.incumbent);
    get(value, "cache", request.cache);
    get(value, "share", request.share);
    get(value, "sandbox", request.sandbox);
    get(value, "expected_tests", request.expected_tests);
    get(value, "seed", request.seed);
    get(value, "visible_only", request.visible_only);
    get(value, "use_caches", request.use_caches);
    return request;
  });
}

}  // namespace wright
