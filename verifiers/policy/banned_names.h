// The words that rules of hygiene ban, by what they are about.
#pragma once

#include <array>
#include <set>
#include <string>
#include <string_view>

namespace wright {

// Nobody calls a thing of his own so: any use is a use of the system's.
extern const std::set<std::string> kBannedNames;

// Ordinary words, banned where they stand for the function of the C library.
extern const std::set<std::string> kBannedCalls;

// Clocks: of no use to a library that computes, of much to one that watches its judge.
extern const std::set<std::string> kClockNames;
extern const std::set<std::string> kClockCalls;

// Files and mappings: banned where the spec calls a file pure.
extern const std::set<std::string> kFileNames;
extern const std::set<std::string> kFileCalls;

extern const std::set<std::string> kBannedAttributes;

// What steers a sanitizer or asks whether one is there begins so.
constexpr std::array<std::string_view, 8> kSanitizerPrefixes{
    "__asan_", "__ubsan_",  "__lsan_",      "__tsan_",
    "__msan_", "__hwasan_", "__sanitizer_", "__SANITIZE_"};

}  // namespace wright
