// The oracle: the same functions in the plainest way, never shown to an agent.
#include <stdexcept>
#include <string>
#include <vector>

#include "host.h"

namespace host = wright::host;

std::vector<std::string> words_of(const std::string& text) {
  const std::string upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  const std::string kept = "abcdefghijklmnopqrstuvwxyz0123456789";
  std::vector<std::string> words(1);
  for (const char c : text) {
    const std::size_t letter = upper.find(c);
    const char lower = letter == std::string::npos ? c : kept[letter];
    if (kept.find(lower) != std::string::npos) {
      words.back() += lower;
    } else if (!words.back().empty()) {
      words.emplace_back();
    }
  }
  if (words.back().empty()) words.pop_back();
  return words;
}

std::string slug(const std::string& text, std::int64_t length_max) {
  if (length_max < 1) {
    throw std::invalid_argument("[slug] length_max is " + std::to_string(length_max) +
                                "; it must be at least 1");
  }
  const auto room = static_cast<std::size_t>(length_max);
  const std::vector<std::string> words = words_of(text);
  if (words.empty()) return "";
  if (words[0].size() > room) return words[0].substr(0, room);
  std::string result = words[0];
  for (std::size_t i = 1; i < words.size(); ++i) {
    if (result.size() + 1 + words[i].size() > room) break;
    result += "-" + words[i];
  }
  return result;
}

struct Oracle {
  using Tensor = host::NoTensor;
  using Value = host::Value<Tensor>;

  std::vector<Value> call(const std::string& op, const std::vector<Value>& args) {
    if (op != "slug") throw host::Unsupported{};
    return {slug(host::as<std::string>(args.at(0)), host::as<std::int64_t>(args.at(1)))};
  }
};

int main() {
  return host::serve(Oracle{});
}
