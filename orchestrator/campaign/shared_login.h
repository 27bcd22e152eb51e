// A login of an agent CLI's own, lent to it: a copy in its home for one run, and cut out of
// all that is recorded.
//
//   named on the command line -> copied into an empty home -> the CLI runs -> the home is gone
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"
#include "core/patch.h"
#include "model/gateway.h"
#include "model/secret.h"

namespace wright {

struct SharedLogin {
  std::filesystem::path from;  // A regular file.
  std::string at;              // Below the CLI's home, where it lies below the user's.

  bool operator==(const SharedLogin&) const = default;
};

// An Error (usage) when `given` is no regular file of a login's size.
Result<SharedLogin> shared_login_at(const std::filesystem::path& given);

// With no login all of this is nothing.
class LentLogin {
 public:
  // The home is emptied first: what a crash has left of an earlier copy goes.
  static Result<LentLogin> lend(const std::vector<SharedLogin>& logins,
                                const std::filesystem::path& home);
  // Removes the home with all that the CLI has put there.
  ~LentLogin();
  LentLogin(LentLogin&& other) noexcept;
  LentLogin& operator=(LentLogin&&) = delete;
  LentLogin(const LentLogin&) = delete;
  LentLogin& operator=(const LentLogin&) = delete;

  [[nodiscard]] bool is_empty() const { return home_.empty(); }
  // "[key]" in the place of each of its words.
  [[nodiscard]] std::string cut_from(std::string text) const;
  [[nodiscard]] Exchange cut_from(Exchange exchange) const;
  // True when a file that was changed has one of its words, as it is.
  [[nodiscard]] bool is_in(const Patch& patch) const;

 private:
  LentLogin() = default;

  std::filesystem::path home_;
  std::vector<Secret> words_;
};

// What is secret in a login file: its texts in JSON, else its words, the long ones.
[[nodiscard]] std::vector<Secret> words_of_login(const std::string& text);

}  // namespace wright
