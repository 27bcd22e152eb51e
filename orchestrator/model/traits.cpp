#include "model/traits.h"

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>

#include "base/files.h"
#include "base/text.h"

namespace wright {
namespace {

constexpr std::int64_t kTableBytesMax = 256 << 10;
constexpr std::size_t kRowsMax = 2000;
constexpr std::int64_t kCountMax = 1'000'000'000'000;

class TableReader {
 public:
  explicit TableReader(std::string file) : file_(std::move(file)) {}
  Result<std::map<std::string, ModelTraits>> read(const YAML::Node& root);
  [[nodiscard]] Error fault(int line, const std::string& why) const {
    return Error{ErrorKind::usage, fmt::format("{}:{}: {}", escape_for_terminal(file_),
                                               std::max(line, 1), escape_for_terminal(why))};
  }

 private:
  Result<ModelTraits> read_row(const YAML::Node& row);
  Result<void> read_field(const std::string& key, const YAML::Node& value, ModelTraits& traits);
  Result<Price> read_price(const YAML::Node& node);
  Result<std::int64_t> count(const YAML::Node& node);
  [[nodiscard]] Error fault(const YAML::Node& at, const std::string& why) const {
    return fault(at.Mark().line + 1, why);
  }

  std::string file_;
};

}  // namespace

Result<ModelTable> ModelTable::load(const std::filesystem::path& file) {
  const std::string text = TRY(read_file(file, kTableBytesMax));
  TableReader reader(file.string());
  ModelTable table;
  try {
    table.rows_ = TRY(reader.read(YAML::Load(text)));
  } catch (const YAML::Exception& wrong) {
    return reader.fault(wrong.mark.line + 1, wrong.msg);
  }
  return table;
}

void ModelTable::override_with(const ModelTable& other) {
  for (const auto& [name, traits] : other.rows_) rows_[name] = traits;
}

ModelTraits ModelTable::traits_of(const std::string& model) const {
  const auto exact = rows_.find(model);
  if (exact != rows_.end()) return exact->second;
  const std::pair<const std::string, ModelTraits>* best = nullptr;
  for (const auto& row : rows_) {
    if (!glob_matches(row.first, model)) continue;
    if (best == nullptr || row.first.size() > best->first.size()) best = &row;
  }
  return best == nullptr ? ModelTraits{} : best->second;
}

namespace {

Result<std::map<std::string, ModelTraits>> TableReader::read(const YAML::Node& root) {
  if (!root.IsMap() || root.size() != 1 || !root["models"] || !root["models"].IsMap()) {
    return fault(root, "a table of models has one key, models, with a map");
  }
  std::map<std::string, ModelTraits> rows;
  for (const auto& entry : root["models"]) {
    const std::string name = entry.first.Scalar();
    ModelTraits traits = TRY(read_row(entry.second));
    if (!rows.emplace(name, std::move(traits)).second) {
      return fault(entry.first, "this model is there twice");
    }
    if (rows.size() > kRowsMax) return fault(entry.first, "too many models");
  }
  return rows;
}

Result<ModelTraits> TableReader::read_row(const YAML::Node& row) {
  if (!row.IsMap()) return fault(row, "a model is a map");
  ModelTraits traits;
  for (const auto& entry : row) {
    TRY(read_field(entry.first.Scalar(), entry.second, traits));
  }
  if (traits.price && (traits.source.empty() || traits.date.empty())) {
    return fault(row, "a price needs its source and date");
  }
  return traits;
}

Result<void> TableReader::read_field(const std::string& key, const YAML::Node& value,
                                     ModelTraits& traits) {
  static const std::map<std::string, Thinking> kThinking{{"none", Thinking::none},
                                                         {"budget", Thinking::budget},
                                                         {"adaptive", Thinking::adaptive},
                                                         {"effort", Thinking::effort}};
  if (key == "context") {
    traits.context_tokens = TRY(count(value));
  } else if (key == "output") {
    traits.output_tokens_max = TRY(count(value));
  } else if (key == "thinking") {
    const auto kind = kThinking.find(value.IsScalar() ? value.Scalar() : "");
    if (kind == kThinking.end()) return fault(value, "thinking: none, budget, adaptive or effort");
    traits.thinking = kind->second;
  } else if (key == "tools") {
    if (!YAML::convert<bool>::decode(value, traits.has_tools)) return fault(value, "true or false");
  } else if (key == "rejects") {
    if (!value.IsSequence()) return fault(value, "rejects is a list of parameters");
    for (const auto& name : value) traits.rejects.insert(name.Scalar());
  } else if (key == "idle_ms") {
    traits.idle_ms = TRY(count(value));
  } else if (key == "price") {
    traits.price = TRY(read_price(value));
  } else if (key == "source") {
    traits.source = value.Scalar();
  } else if (key == "date") {
    traits.date = value.Scalar();
  } else {
    return fault(value, fmt::format("a model has no key {}", key));
  }
  return {};
}

Result<Price> TableReader::read_price(const YAML::Node& node) {
  if (!node.IsMap()) return fault(node, "a price is a map");
  Price price;
  const std::map<std::string, std::int64_t*> counts{{"input", &price.input},
                                                    {"cached", &price.cached},
                                                    {"cache_written", &price.cache_written},
                                                    {"output", &price.output}};
  for (const auto& [key, place] : counts) {
    if (!node[key]) return fault(node, fmt::format("a price needs {}", key));
    *place = TRY(count(node[key]));
  }
  if (node.size() != counts.size()) return fault(node, "a price has no other keys");
  return price;
}

Result<std::int64_t> TableReader::count(const YAML::Node& node) {
  std::int64_t number = -1;
  if (!YAML::convert<std::int64_t>::decode(node, number) || number < 0 || number > kCountMax) {
    return fault(node, "a whole number is due here, 0 or more");
  }
  return number;
}

}  // namespace
}  // namespace wright
