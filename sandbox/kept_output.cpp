#include "kept_output.h"

#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

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

void KeptOutput::drain(Descriptor& from) {
  std::array<char, 65536> bytes{};
  const ssize_t count = ::read(from.get(), bytes.data(), bytes.size());
  if (count > 0) {
    add({bytes.data(), static_cast<std::size_t>(count)});
  } else if (count == 0 || errno != EINTR) {
    from.close();
  }
}

void KeptOutput::drain_rest(Descriptor& from) {
  while (from) {
    pollfd event{from.get(), POLLIN, 0};
    if (::poll(&event, 1, 0) == 0) return;
    drain(from);
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
