// The files of the folder new_spec/ beside this one: path -> bytes.
#pragma once

#include <map>
#include <string>

namespace wright {

[[nodiscard]] const std::map<std::string, std::string>& new_spec_texts();

}  // namespace wright
