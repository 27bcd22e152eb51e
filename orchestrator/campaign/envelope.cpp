#include "campaign/envelope.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/base64.h"
#include "campaign/text_at.h"
#include "core/json.h"
#include "exec/ssh_keygen.h"

namespace wright {
namespace {

using nlohmann::json;

constexpr const char* kPayloadType = "application/vnd.in-toto+json";

json json_of(const Envelope& envelope) {
  const json signature{{"keyid", envelope.key}, {"sig", base64(envelope.signature)}};
  return {{"payloadType", kPayloadType},
          {"payload", base64(envelope.statement)},
          {"signatures", json::array({signature})}};
}

}  // namespace

Result<std::string> sign_statement(const std::string& statement, const std::filesystem::path& key) {
  Envelope envelope;
  envelope.statement = statement;
  envelope.signature = TRY(ssh_sign(signed_bytes(statement), key));
  envelope.key = TRY(ssh_key_of(envelope.signature));
  return to_text(envelope);
}

std::string to_text(const Envelope& envelope) {
  return canonical(json_of(envelope));
}

// It must be the very envelope that its parts make, so that nothing in it is without meaning.
Result<std::optional<Envelope>> open_envelope(const std::string& text) {
  const Result<json> value = parse_json(text);
  if (!value || !value->is_object() || !value->contains("payloadType")) {
    return std::optional<Envelope>();
  }
  Envelope envelope;
  envelope.statement = TRY(from_base64(text_at(*value, "/payload")));
  envelope.signature = TRY(from_base64(text_at(*value, "/signatures/0/sig")));
  envelope.key = TRY(ssh_key_of(envelope.signature));
  if (*value != json_of(envelope)) {
    return Error{ErrorKind::usage, "is no envelope of an in-toto statement with one SSH signature"};
  }
  return std::optional<Envelope>(std::move(envelope));
}

std::string signed_bytes(const std::string& statement) {
  const std::string type = kPayloadType;
  return fmt::format("DSSEv1 {} {} {} {}", type.size(), type, statement.size(), statement);
}

}  // namespace wright
