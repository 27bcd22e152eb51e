// What the reading commands look for: a log, the spec that it pinned.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/result.h"
#include "campaign/logs.h"
#include "cli/commands.h"
#include "core/spec.h"

namespace wright {

// The log of this campaign; with an empty name the only one there is.
Result<Recording> find_log(const Invocation& invocation, const std::string& campaign);

// The spec as the campaign has it now.  Its directory is gone again on return:
// for reading what it says, not its files.
Result<Spec> pinned_spec(const Invocation& invocation, const Recording& recording);

// A spec directory with all its findings, against the checks that exist here.
Result<LoadedSpec> read_spec_directory(const Invocation& invocation, const std::string& directory);

// [a-z][a-z0-9_]*, at most 40 bytes.
Result<void> check_spec_name(const std::string& name);

// Sets what the parsed subcommand does.
template <class Arguments, class Handler>
std::function<void()> acting(Chosen& chosen, const Invocation& invocation,
                             const std::shared_ptr<Arguments>& given, Handler handler) {
  return [&chosen, &invocation, given, handler] {
    chosen.act = [&invocation, given, handler] { return handler(invocation, *given); };
  };
}

}  // namespace wright
