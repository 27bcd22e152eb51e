#include "core/template.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace wright {

Result<std::string> render(const std::string& template_name, std::string_view template_text,
                           const std::map<std::string, std::string>& values) {
  std::string rendered;
  std::size_t at = 0;
  for (;;) {
    const std::size_t open = template_text.find("{{", at);
    rendered += template_text.substr(at, open == std::string_view::npos ? open : open - at);
    if (open == std::string_view::npos) return rendered;
    const std::size_t close = template_text.find("}}", open);
    const auto line =
        1 + std::count(template_text.begin(),
                       template_text.begin() + static_cast<std::ptrdiff_t>(open), '\n');
    if (close == std::string_view::npos) {
      return Error{ErrorKind::spec, fmt::format("{}:{}: {{{{ is not closed", template_name, line)};
    }
    const std::string name(trim(template_text.substr(open + 2, close - open - 2)));
    const auto value = values.find(name);
    if (value == values.end()) {
      return Error{ErrorKind::spec,
                   fmt::format("{}:{}: unknown variable {}", template_name, line, name)};
    }
    rendered += value->second;
    at = close + 2;
  }
}

}  // namespace wright
