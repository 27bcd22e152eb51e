// What lies outside the sandbox while it is attacked: things that the payload's
// uid could reach if nothing but the sandbox stood between.
#pragma once

#include <string>
#include <vector>

#include "attack_lures.h"
#include "base/descriptor.h"
#include "base/result.h"
#include "stage.h"

namespace wright {

// What the inner half is told, so that it need not search.
struct Facts {
  std::string directory;  // Of the scene; also names the abstract socket.
  std::string name;       // A file name that exists nowhere yet.
  std::string home;       // Of whoever runs us.
  std::string process;    // The id of the bystander.
  std::string tcp_port;   // On 127.0.0.1, also for UDP.
  std::string tcp6_port;  // On ::1; empty where there is none.

  [[nodiscard]] std::vector<std::string> words() const;
  static Facts from(const std::vector<std::string>& words);
};

// Directories outside in which the payload tries to make a file.
[[nodiscard]] std::vector<std::string> outside_directories(const Facts& facts);

class Scene {
 public:
  static Result<Scene> make(const Identity& identity);
  Scene(Scene&& other) noexcept;
  Scene& operator=(Scene&& other) = delete;
  Scene(const Scene&) = delete;
  Scene& operator=(const Scene&) = delete;
  ~Scene();

  [[nodiscard]] const Facts& facts() const { return facts_; }
  [[nodiscard]] const Identity& identity() const { return identity_; }
  // In a file, in our environment and behind an open descriptor.
  [[nodiscard]] const std::string& secret() const { return secret_; }
  [[nodiscard]] int terminal() const { return bystander_.terminal(); }
  // Shown inside as kAttackOut and kAttackSeed.
  [[nodiscard]] std::string out() const { return facts_.directory + "/out"; }
  [[nodiscard]] std::string seed() const { return facts_.directory + "/seed"; }

  // An empty `out` for the next attack.
  [[nodiscard]] Result<void> reset_out() const;

  // What is different outside, in words; empty when nothing is.
  [[nodiscard]] std::string damage() const;

 private:
  explicit Scene(const Identity& identity) : identity_(identity) {}
  Result<void> furnish();
  [[nodiscard]] std::string damaged_files() const;

  Identity identity_;
  Facts facts_;
  std::string secret_;
  std::string core_pattern_;
  Descriptor open_secret_;
  Listeners listeners_;
  Bystander bystander_;
};

}  // namespace wright
