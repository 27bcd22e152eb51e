// What a model can and costs, from share/models.yaml; nothing of it is in code.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "base/result.h"

namespace wright {

enum class Thinking { none, budget, adaptive, effort };

// Picodollars a token, which is microdollars a million tokens.
struct Price {
  std::int64_t input = 0;
  std::int64_t cached = 0;
  std::int64_t cache_written = 0;
  std::int64_t output = 0;

  bool operator==(const Price&) const = default;
};

struct ModelTraits {
  std::int64_t context_tokens = 0;     // 0: unknown.
  std::int64_t output_tokens_max = 0;  // Of one reply; 0: unknown, the server decides.
  Thinking thinking = Thinking::none;
  bool has_tools = true;          // False: it is asked in text alone.
  std::set<std::string> rejects;  // Parameters that are never sent.
  std::int64_t idle_ms = 0;    // Without a byte, until a call is given up; 0: as HttpLimits has it.
  std::optional<Price> price;  // None: unknown, which is not 0.
  std::string source;          // The page that says so; a price has one.
  std::string date;            // When it was read.

  bool operator==(const ModelTraits&) const = default;
};

class ModelTable {
 public:
  // At most 256 KiB.  What is no table is an Error with file:line.
  static Result<ModelTable> load(const std::filesystem::path& file);

  // The rows of `other` stand in the place of ours of the same name.
  void override_with(const ModelTable& other);

  // The row of this name, else the one with the longest glob that matches, else
  // the defaults above.
  [[nodiscard]] ModelTraits traits_of(const std::string& model) const;
  [[nodiscard]] const std::map<std::string, ModelTraits>& rows() const { return rows_; }

 private:
  std::map<std::string, ModelTraits> rows_;
};

}  // namespace wright
