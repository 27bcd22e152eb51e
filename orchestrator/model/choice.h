// Which model a user means, and what it takes to reach it.
#pragma once

#include <filesystem>
#include <string>

#include "base/result.h"
#include "model/http_model.h"

namespace wright {

struct ModelChoice {
  std::string kind;                // A dialect's name.
  std::string model;               // As the server knows it.
  std::string base_url;            // Empty: the usual variable, else the provider's own.
  std::filesystem::path key_file;  // Empty: the usual variables.
  bool no_key = false;             // Send none, whatever the environment holds.
  bool brings_login = false;       // The program that calls it has a login of its own.
  std::filesystem::path table;     // share/models.yaml.
  std::filesystem::path own_rows;  // Laid over it; empty: none.
};

// What the tables know of the model that is meant.
Result<ModelTraits> traits_of(const ModelChoice& choice);

// Takes the keys out of our environment, the one in use and the others, so that no
// process that we start or that looks at us can read them.
Result<HttpModelSettings> settings_of(const ModelChoice& choice);

// Where a user lets bytes go: "none", "loopback", or one server, "https://HOST[:PORT]"; empty:
// wherever the model is.  An Error (usage) when the model at `url` is elsewhere.
Result<void> check_egress(const std::string& egress, const std::string& url);

}  // namespace wright
