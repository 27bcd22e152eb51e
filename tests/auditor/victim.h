// A finished campaign whose record a test alters and sets right again.
#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "auditor/audit.h"
#include "support/rechain.h"
#include "tests/cli/quick.h"

namespace wright::test {

using nlohmann::json;

// Another value of the same kind: one digit, letter or bit is different.
inline json altered(const json& value) {
  if (value.is_boolean()) return !value.get<bool>();
  if (value.is_number_float()) return value.get<double>() + 1.0;
  if (value.is_number()) return value.get<std::int64_t>() + 1;
  if (!value.is_string() || value.get<std::string>().empty()) return "x";
  std::string text = value.get<std::string>();
  text.back() = text.back() == '0' ? '1' : '0';
  return text;
}

// Pointers to all values inside that hold no others.
inline std::vector<json::json_pointer> leaves_of(const json& value) {
  std::vector<json::json_pointer> leaves;
  if (!value.is_structured()) return leaves;
  const json flat = value.flatten();
  for (const auto& [pointer, leaf] : flat.items()) leaves.emplace_back(pointer);
  return leaves;
}

inline std::string compact(const json& value) {
  return value.dump(-1, ' ', true);
}

// Not synced: hundreds of these are written.
inline void overwrite(const std::filesystem::path& file, const std::string& bytes) {
  std::ofstream stream(file, std::ios::binary);
  stream << bytes;
  stream.close();
  EXPECT_TRUE(stream) << file;
}

class Victim {
 public:
  Victim() : repository_(with_recording()) {
    const std::string text = read_file(events()).value();
    lines_ = lines_of(text);
    const std::vector<std::string> names = list_files(log() / "blobs").value();
    for (const std::string& name : names) {
      blobs_[name] = read_file(log() / "blobs" / name).value();
    }
  }

  [[nodiscard]] const std::filesystem::path& path() const { return repository_->path(); }
  [[nodiscard]] std::filesystem::path log() const { return path() / "logs/recorded/quick"; }
  [[nodiscard]] std::filesystem::path events() const { return log() / "events.jsonl"; }
  [[nodiscard]] const std::vector<json>& lines() const { return lines_; }
  [[nodiscard]] const std::map<std::string, std::string>& blobs() const { return blobs_; }

  // What the auditor says of it as it is now.
  [[nodiscard]] auditor::Report audit(auditor::Question question = {}) const {
    question.directory = path().string();
    std::string broken;
    auditor::Report report = auditor::audit(question, broken);
    EXPECT_EQ(broken, "");
    return report;
  }

  // True when the auditor finds something while these lines stand in the log.
  [[nodiscard]] bool is_found(const std::vector<json>& lines) const {
    overwrite(events(), text_of(lines));
    const bool found = !audit().findings.empty();
    overwrite(events(), text_of(lines_));
    return found;
  }
  // True when it does while `bytes` stand in the place of a blob, under its name.
  [[nodiscard]] bool is_found_in_blob(const std::string& name, const std::string& bytes) const {
    overwrite(log() / "blobs" / name, bytes);
    const bool found = !audit().findings.empty();
    overwrite(log() / "blobs" / name, blobs_.at(name));
    return found;
  }
  // The same when the blob has the name that its bytes ask for, and every line and blob that named
  // the old one names the new one, which gives these new names in their turn.
  [[nodiscard]] bool is_found_renamed(const std::string& name, const std::string& bytes) const;

 private:
  std::unique_ptr<Repository> repository_;
  std::vector<json> lines_;
  std::map<std::string, std::string> blobs_;
};

inline bool Victim::is_found_renamed(const std::string& name, const std::string& bytes) const {
  std::map<std::string, std::string> names{{name, sha256_hex(bytes)}};
  std::map<std::string, std::string> written{{names[name], bytes}};
  for (const auto& [holder, text] : blobs_) {  // Lists of spec files, patches: one level.
    if (holder == name || text.find(name) == std::string::npos) continue;
    std::string changed = text;
    changed.replace(changed.find(name), name.size(), names[name]);
    names[holder] = sha256_hex(changed);
    written[names[holder]] = changed;
  }
  std::string text = text_of(lines_);
  for (const auto& [before, after] : names) {
    for (std::size_t at = 0; (at = text.find(before, at)) != std::string::npos;) {
      text.replace(at, before.size(), after);
    }
    EXPECT_TRUE(std::filesystem::remove(log() / "blobs" / before));
  }
  for (const auto& [file, content] : written) {
    overwrite(log() / "blobs" / file, content);
  }
  const bool found = is_found(rechained(lines_of(text)));
  for (const auto& [file, content] : written) std::filesystem::remove(log() / "blobs" / file);
  for (const auto& [before, after] : names) {
    overwrite(log() / "blobs" / before, blobs_.at(before));
  }
  return found;
}

}  // namespace wright::test
