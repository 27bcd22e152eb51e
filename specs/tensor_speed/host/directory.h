// A place for files.
#pragma once

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

// A directory that goes away with it.
class Directory {
 public:
  Directory() {
    std::string name = "/tmp/tensors-XXXXXX";
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("[host] no directory");
    path_ = name;
  }
  Directory(const Directory&) = delete;
  Directory& operator=(const Directory&) = delete;
  ~Directory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  [[nodiscard]] std::string file() const { return path_ / "x.safetensors"; }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  [[nodiscard]] std::string listed() const {
    std::vector<std::string> names;
    for (const auto& one : std::filesystem::directory_iterator(path_))
      names.push_back(one.path().filename());
    std::sort(names.begin(), names.end());
    std::string all;
    for (const std::string& name : names) all += (all.empty() ? "" : ",") + name;
    return all;
  }

 private:
  std::filesystem::path path_;
};
