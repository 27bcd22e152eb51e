// One attack: a half that runs inside the sandbox and tries, and a half that
// looks from the outside at what came of it.  What the first half says counts
// against the sandbox only: "held" needs the second half to agree.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "attack_scene.h"
#include "report.h"
#include "request.h"

namespace wright {

// What the inner half tried.
class Tries {
 public:
  // `worked`: it reached what it must not reach.  Reads errno.
  void note(const std::string& what, bool worked);
  void add(const std::string& remark) { remarks_ += remark; }
  // One line: "held: ..." or "broke: ...".
  [[nodiscard]] std::string line() const;

 private:
  std::string refused_;
  std::string worked_;
  std::string remarks_;
};

struct Seen {
  const Report& report;
  const Scene& scene;
};

// What is wrong, in words; empty when it held.
using Outside = std::function<std::string(const Seen&)>;

struct AttackCase {
  const char* name;
  Tries (*inside)(const Facts&);
  Outside outside;
  RunLimits limits;
};

// How it ended, or what the inner half said last.
[[nodiscard]] std::string describe(const Report& report);

// The payload ended by itself, after it was refused everything that it tried.
std::string was_refused(const Seen& seen);
// The supervisor ended it and named the limit.
Outside was_limited(const std::string& limit);

// Few of everything, so that no attack is felt outside.
[[nodiscard]] RunLimits attack_limits();

// Where the inner half may write, and a directory that it may only read.
constexpr const char* kAttackOut = "/attack/out";
constexpr const char* kAttackSeed = "/attack/seed";

// For a process that should not live on: it holds a lock until it dies, which
// shows outside whatever namespace it is in.
constexpr const char* kAliveFile = "alive";
void hold_lock();
[[nodiscard]] std::string left_running(const Scene& scene);

// By what they aim at; a source file each.
std::vector<AttackCase> file_attacks();
std::vector<AttackCase> leak_attacks();
std::vector<AttackCase> process_attacks();
std::vector<AttackCase> network_attacks();
std::vector<AttackCase> kernel_attacks();
std::vector<AttackCase> privilege_attacks();
std::vector<AttackCase> resource_attacks();
std::vector<AttackCase> space_attacks();

}  // namespace wright
