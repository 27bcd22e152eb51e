// Names of kernels as people write them.
#pragma once

#include <string>

namespace wright {

// "tw::scale<float>" of "_ZN2tw5scaleIfEEvPT_"; what is not mangled stays.  Neither parameters nor
// the names that nvcc gives to unnamed namespaces.
[[nodiscard]] std::string readable_name(const std::string& mangled);

// "scale" of "tw::scale<float>".
[[nodiscard]] std::string base_name(const std::string& readable);

}  // namespace wright
