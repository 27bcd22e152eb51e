#include "core/json.h"
#include "core/json_words.h"

namespace wright {

using nlohmann::json;

json to_json(const Patch& patch) {
  json entries = json::array();
  for (const PatchEntry& entry : patch.entries) {
    entries.push_back({{"path", entry.path},
                       {"mode", word(entry.mode)},
                       {"blob", entry.blob ? json(entry.blob->value) : json()}});
  }
  return json{{"entries", std::move(entries)}};
}

Result<Patch> patch_from_json(const json& value) {
  return reading("patch", value, [&] {
    Patch patch;
    for (const json& item : member(value, "entries")) {
      PatchEntry entry;
      get(item, "path", entry.path);
      get(item, "mode", entry.mode);
      if (!member(item, "blob").is_null()) {
        entry.blob.emplace();
        get(item, "blob", *entry.blob);
      }
      if (!patch.entries.empty() && !(patch.entries.back().path < entry.path)) {
        throw FieldFault("its entries are not sorted");
      }
      patch.entries.push_back(std::move(entry));
    }
    return patch;
  });
}

json to_json(const std::vector<SpecFile>& files) {
  json list = json::array();
  for (const SpecFile& file : files) {
    list.push_back(
        {{"path", file.path}, {"executable", file.executable}, {"digest", file.digest.value}});
  }
  return json{{"files", std::move(list)}};
}

Result<std::vector<SpecFile>> spec_files_from_json(const json& value) {
  return reading("spec files", value, [&] {
    std::vector<SpecFile> files;
    for (const json& item : member(value, "files")) {
      SpecFile file;
      get(item, "path", file.path);
      get(item, "executable", file.executable);
      get(item, "digest", file.digest);
      files.push_back(std::move(file));
    }
    return files;
  });
}

}  // namespace wright
