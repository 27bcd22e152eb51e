// A fault as one line of JSON.
//
//   {"kind", "severity", "message", "kernel", "file", "line",
//    "first": {"what", "file", "line", "thread": [x,y,z], "block": [x,y,z], "launch"} or null,
//    "second": the same, "grid": [x,y,z], "block": [x,y,z], "dynamic_shared_bytes",
//    "schedule", "seed", "profile"}
#pragma once

#include <string>

#include "core/report.h"

namespace emu {

std::string json_line(const Fault& fault);

}  // namespace emu
