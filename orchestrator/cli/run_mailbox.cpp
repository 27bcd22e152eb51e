// mailbox:DIR: whoever reads the requests in DIR answers them.
#include <fmt/format.h>

#include <cstdio>
#include <memory>

#include "cli/run_kinds.h"
#include "model/mailbox.h"

namespace wright {

Result<std::unique_ptr<Model>> mailbox_model(const Invocation& invocation,
                                             const std::string& directory) {
  MailboxSettings settings;
  settings.directory = directory;
  settings.stop = &interrupted();
  settings.tell = [out = invocation.talk()](const std::string& line) {
    fmt::print(out, "{}\n", line);
    std::fflush(out);  // Somebody may wait for this line behind a pipe.
  };
  return open_mailbox(std::move(settings));
}

Result<void> check_mailbox_budget(const BudgetRequest& budget) {
  if (budget.picodollars_max.value_or(0) == 0) return {};
  return Error{ErrorKind::usage,
               "nobody knows what answers from a mailbox cost: bound them by --budget-tokens"};
}

}  // namespace wright
