#include "adversarial/equivalent.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/files.h"
#include "core/json.h"

namespace wright::adversarial {

using nlohmann::json;

bool Equivalent::is(const Fault& fault) const {
  return fault.place() == file && fault.condition == condition && fault.what == what;
}

Result<std::vector<Equivalent>> load_equivalents(const std::filesystem::path& file,
                                                 const std::vector<Fault>& all) {
  const std::string text = TRY(read_file(file));
  const json list = TRY(parse_json(text));
  std::vector<Equivalent> known;
  try {
    for (const json& one : list) {
      Equivalent& entry = known.emplace_back();
      one.at("file").get_to(entry.file);
      one.at("condition").get_to(entry.condition);
      one.at("what").get_to(entry.what);
      one.at("because").get_to(entry.because);
    }
  } catch (const json::exception& fault) {
    return Error{ErrorKind::spec, fmt::format("{}: {}", file.string(), fault.what())};
  }
  for (const Equivalent& one : known) {
    const bool is_there =
        std::any_of(all.begin(), all.end(), [&](const Fault& fault) { return one.is(fault); });
    if (is_there && !one.because.empty()) continue;
    return Error{ErrorKind::spec,
                 fmt::format("{}: {}, \"{}\", {}: no such fault is made any more, or nothing says "
                             "why it is equivalent: take the entry out",
                             file.string(), one.file, one.condition, one.what)};
  }
  return known;
}

std::string why_equivalent(const Fault& fault, const std::vector<Equivalent>& known) {
  const auto found = std::find_if(known.begin(), known.end(),
                                  [&](const Equivalent& one) { return one.is(fault); });
  return found == known.end() ? "" : found->because;
}

}  // namespace wright::adversarial
