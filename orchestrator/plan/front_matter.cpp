#include "plan/front_matter.h"

#include <fmt/format.h>

namespace wright {
namespace {

constexpr std::string_view kFence = "---";

std::string without_carriage_returns(std::string_view bytes);
std::size_t find_closing_fence(std::string_view text);
int count_lines(std::string_view text);

}  // namespace

FrontMatter read_front_matter(const std::string& file, std::string_view bytes, Findings& findings) {
  const std::string text = without_carriage_returns(bytes);
  FrontMatter front;
  front.map.kind = YamlNode::Kind::map;
  front.whole = false;
  if (!text.starts_with("---\n")) {
    findings.add(file, 1, "does not start with front matter; begin with a line `---`");
    front.body = text;
    return front;
  }
  const std::size_t open_end = kFence.size() + 1;
  const std::size_t close = find_closing_fence(text);
  if (close == std::string::npos) {
    findings.add(file, 1, "front matter is never closed; end it with a line `---`");
    return front;
  }
  YamlDocument document = parse_yaml(std::string_view(text).substr(open_end, close - open_end), 2);
  for (const YamlFault& fault : document.faults) findings.add(file, fault.line, fault.message);
  front.whole = document.whole;
  if (document.root.kind == YamlNode::Kind::map) {
    front.map = std::move(document.root);
  } else if (front.whole) {
    findings.add(file, 1,
                 fmt::format("front matter is {}, not a map of keys", kind_name(document.root)));
    front.whole = false;
  }
  const std::size_t body = std::min(close + kFence.size() + 1, text.size());
  front.body = text.substr(body);
  front.body_line = 1 + count_lines(std::string_view(text).substr(0, body));
  return front;
}

namespace {

std::string without_carriage_returns(std::string_view bytes) {
  std::string text;
  text.reserve(bytes.size());
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const bool ends_line = bytes[i] == '\r' && i + 1 < bytes.size() && bytes[i + 1] == '\n';
    if (!ends_line) text.push_back(bytes[i]);
  }
  return text;
}

// The offset of the second line that is exactly `---`.
std::size_t find_closing_fence(std::string_view text) {
  std::size_t start = kFence.size() + 1;
  while (start < text.size()) {
    const std::size_t end = std::min(text.find('\n', start), text.size());
    if (text.substr(start, end - start) == kFence) return start;
    start = end + 1;
  }
  return std::string_view::npos;
}

int count_lines(std::string_view text) {
  int lines = 0;
  for (const char c : text)
    if (c == '\n') ++lines;
  return lines;
}

}  // namespace
}  // namespace wright
