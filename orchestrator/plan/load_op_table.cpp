#include <fmt/format.h>

#include <algorithm>

#include "plan/op_table.h"
#include "plan/yaml_file.h"
#include "plan/yaml_json.h"

namespace wright {
namespace {

class Reader {
 public:
  Reader(std::string file, Findings& findings) : file_(std::move(file)), findings_(findings) {}

  OpTable read(Fields& fields);

 private:
  std::map<std::string, std::string> read_error(const YamlEntry& entry);
  OpRow read_row(const YamlEntry& entry, const OpTable& table);
  std::vector<std::string> read_dtypes(const YamlNode& map, Fields& fields);
  std::vector<std::string> texts(Fields& fields, const std::string& key, Need need);

  std::string file_;
  Findings& findings_;
};

const std::map<std::string, std::vector<std::string>>& groups();

}  // namespace

const std::vector<std::string>& dtype_names() {
  static const std::vector<std::string> names{"bool", "u8",  "i8",   "i16", "i32",
                                              "i64",  "f16", "bf16", "f32", "f64"};
  return names;
}

Result<OpTable> load_op_table(const std::filesystem::path& file) {
  OpTable table;
  TRY(read_yaml_file(file, "a table of ops",
                     [&](const std::string& name, Fields& fields, Findings& findings) {
                       table = Reader(name, findings).read(fields);
                     }));
  return table;
}

namespace {

OpTable Reader::read(Fields& fields) {
  OpTable table;
  if (const YamlNode* errors = fields.map("errors", Need::optional)) {
    for (const YamlEntry& entry : errors->entries) table.errors[entry.key] = read_error(entry);
  }
  if (const YamlNode* ops = fields.map("ops", Need::required)) {
    for (const YamlEntry& entry : ops->entries) table.rows.push_back(read_row(entry, table));
  }
  if (table.rows.empty()) findings_.add(file_, 1, "names no ops");
  return table;
}

std::map<std::string, std::string> Reader::read_error(const YamlEntry& entry) {
  std::map<std::string, std::string> bounds;
  Fields fields(file_, entry.value, "error " + entry.key, findings_);
  fields.text("why", Need::required);
  const auto read = [&](const std::string& key, const std::vector<std::string>& dtypes) {
    const YamlNode* bound = fields.map(key, Need::optional);
    if (bound == nullptr) return;
    for (const std::string& dtype : dtypes) bounds[dtype] = json_text_of(file_, *bound, findings_);
  };
  read("others", {"bool", "u8", "i8", "i16", "i32", "i64"});
  read("halves", {"f16", "bf16"});
  for (const std::string& dtype : dtype_names()) read(dtype, {dtype});
  fields.refuse_other_keys();
  return bounds;
}

OpRow Reader::read_row(const YamlEntry& entry, const OpTable& table) {
  OpRow row;
  row.op = entry.key;
  Fields fields(file_, entry.value, entry.key, findings_);
  row.calls = texts(fields, "calls", Need::required);
  row.in_place = texts(fields, "in_place", Need::optional);
  row.derivative_calls = texts(fields, "derivative_calls", Need::optional);
  if (row.derivative_calls.empty()) row.derivative_calls = row.calls;
  row.dtypes = read_dtypes(entry.value, fields);
  row.error = text_of(fields, "error", Need::optional);
  row.source = text_of(fields, "source", Need::required);
  row.no_derivative = text_of(fields, "no_derivative", Need::optional);
  row.no_second = text_of(fields, "no_second", Need::optional);
  row.no_strides = text_of(fields, "no_strides", Need::optional);
  for (const std::string& input : texts(fields, "derivative", Need::optional)) {
    const bool is_number = input.size() == 1 && input[0] >= '0' && input[0] <= '9';
    if (!is_number) findings_.add(file_, entry.line, "derivative lists arguments, from 0 to 9");
    if (is_number) row.derivative.push_back(input[0] - '0');
  }
  fields.refuse_other_keys();
  if (!row.error.empty() && table.errors.count(row.error) == 0) {
    findings_.add(file_, entry.line, fmt::format("{}: no error model {}", row.op, row.error));
  }
  if (row.derivative.empty() == row.no_derivative.empty()) {
    findings_.add(file_, entry.line,
                  fmt::format("{}: either `derivative` or `no_derivative`", row.op));
  }
  return row;
}

// A list, or one word for a group.
std::vector<std::string> Reader::read_dtypes(const YamlNode& map, Fields& fields) {
  const YamlNode* node = find(map, "dtypes");
  if (node != nullptr && node->kind == YamlNode::Kind::scalar) {
    const std::optional<Word> word = fields.text("dtypes", Need::required);
    const auto group = groups().find(word ? word->text : "");
    if (group != groups().end()) return group->second;
    findings_.add(file_, node->line, "dtypes is a list, or all, numbers, floats or integers");
    return {};
  }
  std::vector<std::string> names = texts(fields, "dtypes", Need::required);
  for (const std::string& name : names) {
    const auto& known = dtype_names();
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      findings_.add(file_, node->line, "unknown dtype " + name);
    }
  }
  return names;
}

std::vector<std::string> Reader::texts(Fields& fields, const std::string& key, Need need) {
  std::vector<std::string> all;
  for (const Word& word : fields.words(key, need)) all.push_back(word.text);
  return all;
}

const std::map<std::string, std::vector<std::string>>& groups() {
  static const std::map<std::string, std::vector<std::string>> all{
      {"all", dtype_names()},
      {"numbers", {dtype_names().begin() + 1, dtype_names().end()}},
      {"floats", {"f16", "bf16", "f32", "f64"}},
      {"integers", {"u8", "i8", "i16", "i32", "i64"}}};
  return all;
}

}  // namespace
}  // namespace wright
