#include "cuda_adversarial/gcov_report.h"

#include <nlohmann/json.hpp>
#include <set>

#include "base/text.h"
#include "core/json.h"

namespace wright {
namespace {

using nlohmann::json;

constexpr std::size_t kLineBytesMax = 32 << 20;

void add_file(const json& file, const IsDevice& is_device, BranchReport& report);

}  // namespace

Result<void> add_gcov(std::string_view text, const IsDevice& is_device, BranchReport& report) {
  for (const std::string& line : split(text, '\n')) {
    if (trim(line).empty()) continue;
    const json object = TRY(parse_json(line, kLineBytesMax));
    try {
      for (const json& file : object.at("files")) add_file(file, is_device, report);
    } catch (const json::exception& fault) {
      return Error{ErrorKind::protocol, std::string("gcov's report: ") + fault.what()};
    }
  }
  return {};
}

namespace {

void add_file(const json& file, const IsDevice& is_device, BranchReport& report) {
  const auto path = file.at("file").get<std::string>();
  std::set<std::string> device;
  for (const json& one : file.at("functions")) {
    const Span span{one.at("start_line").get<int>(), one.at("end_line").get<int>()};
    if (is_device(path, span)) device.insert(one.at("name").get<std::string>());
  }
  report.functions += device.size();
  if (device.empty()) return;
  Branches& branches = report.files[path];
  for (const json& line : file.at("lines")) {
    if (device.count(line.value("function_name", std::string())) == 0) continue;
    int number = 0;
    for (const json& branch : line.at("branches")) {
      const int at = number++;
      if (branch.at("throw").get<bool>()) continue;
      bool& taken = branches[{line.at("line_number").get<int>(), at}];
      taken = taken || branch.at("count").get<double>() > 0;
    }
  }
}

}  // namespace
}  // namespace wright
