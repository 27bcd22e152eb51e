// A key: it can be used and it cannot be printed.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.h"
#include "core/reply.h"

namespace wright {

class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string value) : value_(std::move(value)) {}
  Secret(const Secret&) = default;
  Secret(Secret&&) = default;
  Secret& operator=(const Secret&) = default;
  Secret& operator=(Secret&&) = default;
  ~Secret();

  [[nodiscard]] bool empty() const { return value_.empty(); }
  // For the header of a request, and for nothing else.
  [[nodiscard]] const std::string& reveal() const { return value_; }

 private:
  std::string value_;
};

// The variable's value, which then is in our environment no more, where a
// process of the same user could read it.
[[nodiscard]] Secret take_from_environment(const char* name);

// For as long as we live: a crash leaves no image of our memory, in no file and with no
// program that collects them, and other processes of our user cannot read it.  Root can.
void keep_memory_private();

// The one line of a regular file of ours that nobody else may read.
Result<Secret> read_key_file(const std::filesystem::path& file);

// "[key]" in the place of the key, as it is and as JSON spells it.
[[nodiscard]] std::string redacted(std::string text, const Secret& key);
[[nodiscard]] Reply redacted(Reply reply, const Secret& key);

}  // namespace wright
