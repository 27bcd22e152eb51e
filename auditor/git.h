// The repository, read and never written.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "auditor/trees.h"

struct git_repository;

namespace auditor {

struct Commit {
  std::string id;
  std::string tree;
  std::vector<std::string> parents;
  std::string message;
};

class Git {
 public:
  // `why` says what is wrong when there is none.
  static std::optional<Git> open(const std::string& directory, std::string& why);

  [[nodiscard]] std::string root() const;  // Of the checkout.
  [[nodiscard]] std::optional<Commit> commit(const std::string& id) const;
  // All files of a tree; none when it is not whole here.
  [[nodiscard]] std::optional<Files> files(const std::string& tree) const;
  // The object at `path` of a tree; "" when nothing is there.
  [[nodiscard]] std::string at_path(const std::string& tree, const std::string& path) const;
  [[nodiscard]] std::string resolve(const std::string& reference) const;  // Or "".
  // Names below refs/heads/campaign/ and where they stand.
  [[nodiscard]] std::map<std::string, std::string> campaign_branches() const;

 private:
  struct Free {
    void operator()(git_repository* repository) const;
  };
  std::unique_ptr<git_repository, Free> repository_;
};

}  // namespace auditor
