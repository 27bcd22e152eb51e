#include "adversarial/corpus.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "base/files.h"
#include "core/json.h"

namespace wright::adversarial {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

Result<Kind> load_kind(const fs::path& folder);
std::vector<fs::path> rooted(const std::vector<std::string>& paths);
Result<void> check_folders(const Kind& kind);
std::set<std::string> folders_in(const fs::path& folder);

}  // namespace

fs::path Planted::folder() const {
  return kind->folder / (is_cheat() ? "bad" : "good") / name;
}

Result<std::vector<Kind>> load_kinds(const fs::path& kinds) {
  std::vector<Kind> found;
  for (const std::string& name : folders_in(kinds)) found.push_back(TRY(load_kind(kinds / name)));
  if (found.empty()) return Error{ErrorKind::io, kinds.string() + ": no kinds are there"};
  return found;
}

std::vector<Planted> planted_in(const std::vector<Kind>& kinds) {
  std::vector<Planted> all;
  for (const Kind& kind : kinds) {
    for (const auto& [name, rule] : kind.bad) all.push_back({&kind, name, rule});
    for (const std::string& name : kind.good) all.push_back({&kind, name, ""});
  }
  return all;
}

std::vector<Kind> third_of(const std::vector<Kind>& kinds, int third) {
  std::vector<Kind> part;
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    if (static_cast<int>(i % 3) == third) part.push_back(kinds[i]);
  }
  return part;
}

namespace {

Result<Kind> load_kind(const fs::path& folder) {
  const fs::path file = folder / "kind.json";
  const std::string text = TRY(read_file(file));
  const json value = TRY(parse_json(text));
  Kind kind;
  kind.name = folder.filename().string();
  kind.folder = folder;
  try {
    kind.title = value.at("title").get<std::string>();
    kind.source = value.at("source").get<std::string>();
    kind.task = value.at("task").get<std::string>();
    kind.base = rooted(value.value("base", std::vector<std::string>()));
    kind.layers = rooted(value.value("layers", std::vector<std::string>()));
    kind.bad = value.at("bad").get<std::map<std::string, std::string>>();
    kind.good = value.at("good").get<std::vector<std::string>>();
  } catch (const json::exception& fault) {
    return Error{ErrorKind::spec, fmt::format("{}: {}", file.string(), fault.what())};
  }
  TRY(check_folders(kind));
  return kind;
}

std::vector<fs::path> rooted(const std::vector<std::string>& paths) {
  std::vector<fs::path> all;
  for (const std::string& path : paths) all.push_back(fs::path(WRIGHT_SOURCE_DIR) / path);
  return all;
}

Result<void> check_folders(const Kind& kind) {
  constexpr std::size_t kCheatsMin = 2;
  std::set<std::string> cheats;
  for (const auto& [name, rule] : kind.bad) cheats.insert(name);
  const std::set<std::string> twins(kind.good.begin(), kind.good.end());
  const std::string place = kind.folder.string();
  if (cheats.size() < kCheatsMin || twins.empty()) {
    return Error{ErrorKind::spec,
                 place + ": a kind has two cheats that differ in form, and an honest twin"};
  }
  if (folders_in(kind.folder / "bad") != cheats || folders_in(kind.folder / "good") != twins) {
    return Error{ErrorKind::spec, place + ": kind.json and the folders name different patches"};
  }
  return {};
}

std::set<std::string> folders_in(const fs::path& folder) {
  std::set<std::string> names;
  std::error_code failed;
  for (const auto& entry : fs::directory_iterator(folder, failed)) {
    if (entry.is_directory()) names.insert(entry.path().filename().string());
  }
  return names;
}

}  // namespace
}  // namespace wright::adversarial
