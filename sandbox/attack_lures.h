// Living parts of the scene: sockets that wait for visitors, and a process at a
// terminal that waits for harm.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "base/descriptor.h"
#include "base/result.h"
#include "stage.h"

namespace wright {

// On loopback and on Unix names; a visitor's connection is complete without us.
class Listeners {
 public:
  Result<void> open(const std::string& abstract_name, const std::string& path);

  [[nodiscard]] const std::string& tcp_port() const { return tcp_port_; }    // UDP as well.
  [[nodiscard]] const std::string& tcp6_port() const { return tcp6_port_; }  // May be empty.
  // Somebody came since the last look.
  [[nodiscard]] bool visited() const;

 private:
  Result<void> open_loopback();
  Result<void> open_unix(const std::string& name);

  std::vector<Descriptor> sockets_;
  std::string tcp_port_;
  std::string tcp6_port_;
};

// It has the payload's uid and a controlling terminal, and does nothing.
class Bystander {
 public:
  Bystander() = default;
  explicit Bystander(const Identity& identity);
  Bystander(Bystander&& other) noexcept;
  Bystander& operator=(Bystander&& other) noexcept;
  Bystander(const Bystander&) = delete;
  Bystander& operator=(const Bystander&) = delete;
  ~Bystander();

  [[nodiscard]] pid_t pid() const { return pid_; }
  [[nodiscard]] bool lives() const;
  // The terminal, for a payload's standard input; -1 where there is none.
  [[nodiscard]] int terminal() const { return terminal_.get(); }
  // Input that nobody at the keyboard typed.
  [[nodiscard]] bool heard() const;

 private:
  void open_terminal();

  pid_t pid_ = -1;
  Descriptor keyboard_;
  Descriptor terminal_;
};

}  // namespace wright
