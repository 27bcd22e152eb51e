// The body of a CLI's call.
#include "model/gateway_body.h"

#include "core/json.h"
#include "fuzz/target.h"

namespace wright::fuzz {
namespace {

void run(std::string_view bytes) {
  for (Dialect dialect : {anthropic_messages(), openai_chat(), openai_responses()}) {
    HttpModelSettings settings;
    settings.dialect = std::move(dialect);
    settings.model = "meant";
    const Result<GatewayBody> body = GatewayBody::read(settings, bytes);
    if (!body) continue;
    const std::string text = body->text(settings, {100, {}});
    const Result<GatewayBody> again = GatewayBody::read(settings, text);
    require(again.has_value(), "what goes on is a body that would be taken");
    require(again->bound(settings).output_tokens <= 100, "a limit that was lowered stays");
  }
}

const Registered kRegistered("gateway_body", run);

}  // namespace
}  // namespace wright::fuzz
