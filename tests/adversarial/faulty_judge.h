// A judge with one fault in it, and whether anything that was planted notices.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "adversarial/faults.h"
#include "adversarial/gallery.h"
#include "base/result.h"

namespace wright::adversarial {

struct Judged {
  Fault fault;
  bool is_viable = false;   // It compiles, and to other bytes.
  bool is_noticed = false;  // The planted cheats, twins and workspaces went red.
  std::string by;           // What went red first.
};

// Compiles with what the build directory says, links the checks that have the source in them.
class FaultyJudge {
 public:
  // `directory` is emptied.
  static Result<FaultyJudge> open(const std::filesystem::path& build,
                                  const std::filesystem::path& directory,
                                  const std::vector<Kind>& kinds);

  Result<Judged> judge(const Fault& fault);

 private:
  FaultyJudge(std::filesystem::path build, std::filesystem::path directory,
              std::vector<Kind> kinds);
  Result<std::optional<std::filesystem::path>> compile(const Fault& fault);
  Result<std::string> object_of(const std::filesystem::path& file, const std::string& text);
  Result<void> link(const std::filesystem::path& source, const std::filesystem::path& object,
                    const std::string& check);
  Result<std::string> first_red(const std::string& check, const Fault& fault);
  Result<std::string> first_red_kind(const std::string& check, const Fault& fault);

  std::filesystem::path build_;
  std::filesystem::path directory_;
  std::vector<Kind> kinds_;
  std::filesystem::path sound_file_;  // The source whose object, without a fault, is `sound_`.
  std::string sound_;
};

}  // namespace wright::adversarial
