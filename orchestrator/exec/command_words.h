// A command on its way into a running sandbox, see base/command_words.h.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/descriptor.h"
#include "base/result.h"

namespace wright {

// To be read from its beginning.  An Error (usage) when it cannot be said in such a file.
Result<Descriptor> words_file(const std::string& directory,
                              const std::map<std::string, std::string>& environment,
                              const std::vector<std::string>& argv);

}  // namespace wright
