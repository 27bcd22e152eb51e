// What a sanitizer reports: how it is told to, and how it is read.
#pragma once

#include <map>
#include <string>

#include "core/check.h"

namespace wright {

// The first report ends the program with an exit code of the sanitizer's own.
// What is set here, the candidate's __asan_default_options cannot change.
[[nodiscard]] std::map<std::string, std::string> sanitizer_environment();

// When the finding tells of a program that a sanitizer ended, it becomes
// sanitize.address or sanitize.undefined with the first line of the report,
// without addresses, and the first place in the candidate that it names.
void name_fault(Finding& finding);

}  // namespace wright
