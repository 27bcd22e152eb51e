// A model behind a directory: requests and replies are files, and whoever likes answers.
//
//   NNNN-request.json   written whole, by a rename; never changed or removed
//   NNNN-reply.json     what is waited for: a regular file of ours, of at most 4 MiB
//   NNNN-reply.refused-K.json   what did not fit was moved here, and is waited for anew
//
// A run that was stopped goes on with the number at which it stood; a reply that came in the
// meantime is read then.
#pragma once

#include <atomic>
#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "base/result.h"
#include "model/model.h"

namespace wright {

struct MailboxSettings {
  std::filesystem::path directory;               // Made where it is missing.
  const std::atomic<bool>* stop = nullptr;       // Looked at while it waits.
  std::function<void(const std::string&)> tell;  // One line, safe to print; may be empty.
  std::chrono::milliseconds poll{100};
};

// ErrorKind::busy when another process uses the directory; ErrorKind::usage when it is
// none, belongs to somebody else or can be written by everybody.
Result<std::unique_ptr<Model>> open_mailbox(MailboxSettings settings);

}  // namespace wright
