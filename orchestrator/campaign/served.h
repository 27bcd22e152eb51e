// Which model a server on this machine serves, pinned in the journal by its digest.
#pragma once

#include "base/result.h"
#include "campaign/hall.h"
#include "model/local_model.h"

namespace wright {

// Journals it when it is another one than before, and says so.  The file of a model is hashed
// once: as long as its size and its time are those of before, so is its digest.
Result<void> set_served(Hall& hall, const std::string& model, const LocalModel& local);

}  // namespace wright
