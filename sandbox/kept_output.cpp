#include "kept_output.h"

#include <fmt/format.h>

#include <algorithm>

namespace wright {

void KeptOutput::add(std::string_view bytes) {
  seen_ += bytes.size();
  const std::size_t to_head = std::min(half_ - head_.size(), bytes.size());
  head_.append(bytes.substr(0, to_head));
  bytes.remove_prefix(to_head);
  if (bytes.size() > half_) bytes.remove_prefix(bytes.size() - half_);
  const std::size_t to_fill = std::min(half_ - tail_.size(), bytes.size());
  tail_.append(bytes.substr(0, to_fill));
  bytes.remove_prefix(to_fill);
  while (!bytes.empty()) {
    const std::size_t part = std::min(bytes.size(), half_ - oldest_);
    bytes.copy(tail_.data() + oldest_, part);
    oldest_ = (oldest_ + part) % half_;
    bytes.remove_prefix(part);
  }
}

std::string KeptOutput::text() const {
  std::string text = head_;
  if (truncated()) {
    text += fmt::format("\n[... {} bytes cut ...]\n", seen_ - head_.size() - tail_.size());
  }
  text.append(tail_, oldest_);
  return text.append(tail_, 0, oldest_);
}

}  // namespace wright
