// Checks with a fault in them, made with what a build directory says.
#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "adversarial/faults.h"
#include "base/result.h"

namespace wright::adversarial {

class FaultBuild {
 public:
  // Writes below `directory`; `every` are all faults, of which those of a source are made together.
  FaultBuild(std::filesystem::path build, std::filesystem::path directory,
             std::vector<Fault> every);

  // False: it does not compile, or to the bytes that the source without it has.
  Result<bool> take(const Fault& fault);
  // Puts the check with the fault that was taken last at `into`, in the place of what is there.
  Result<void> put(const std::string& check, const std::filesystem::path& into);
  // Of a fault that was made together with others: whether alone it is another program at all.
  Result<bool> is_another_program(const Fault& fault);

 private:
  Result<void> open(const std::filesystem::path& file);
  Result<bool> compile(const std::string& text, const std::filesystem::path& object);
  Result<void> link(const std::string& check, const std::filesystem::path& object,
                    const std::filesystem::path& into);

  std::filesystem::path build_;
  std::filesystem::path directory_;
  std::vector<Fault> every_;
  std::filesystem::path file_;           // The source at work.
  std::map<std::string, int> together_;  // Its faults that are in one object, by their text.
  std::set<std::string> linked_;         // The checks that have that object.
  std::string sound_;                    // The object without a fault; empty: not made yet.
  int number_ = 0;                       // Of the fault that was taken last; 0: it is alone.
  std::string mark_;                     // Of its text.
};

}  // namespace wright::adversarial
