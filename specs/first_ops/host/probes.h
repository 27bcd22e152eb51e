// Ops of the host's own, through which cases ask how the dispatcher boxes and refuses.
#pragma once

#include <string>
#include <vector>

#include "tw/dispatch.h"

// True for the names that call_probe answers.
bool is_probe(const std::string& op);

std::vector<tw::Value> call_probe(const std::string& op, std::vector<tw::Value> arguments);
