// A campaign pins its spec: every file of it is a blob of the log, and replays
// judge against those bytes whatever specs/ holds by then.
#pragma once

#include <filesystem>

#include "base/result.h"
#include "campaign/workshop.h"
#include "core/spec.h"
#include "journal/journal.h"
#include "plan/plan.h"

namespace wright {

// Loads a spec that may be used: with faults in it, the Error has the first
// one and their number.
Result<Spec> load_sound_spec(const std::filesystem::path& directory, const KnownChecks& known);

// The same, in one directory also where it borrows files: then the workshop holds a whole copy.
Result<Spec> load_whole_spec(const std::filesystem::path& directory, const Workshop& workshop,
                             const KnownChecks& known);

// Puts every file and the list of files into the log; the list's digest.
Result<Digest> pin_spec(Journal& journal, const Spec& spec);

// Writes the pinned files out below the workshop and loads them.
Result<Spec> load_pinned_spec(const std::filesystem::path& log, const Digest& files,
                              const Workshop& workshop, const KnownChecks& known);

}  // namespace wright
