// Templates with strict variables, for prompts and generated constants.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/result.h"

namespace wright {

// `{{name}}` replaced from `values`.  An unknown name is an Error that gives
// `<template_name>:<line>`.
Result<std::string> render(const std::string& template_name, std::string_view template_text,
                           const std::map<std::string, std::string>& values);

}  // namespace wright
