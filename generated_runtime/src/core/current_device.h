// What devices are to the threads of the host; kernel files do not include this.
#pragma once

#include <atomic>

#include "tw/device.h"

namespace tw {

// What current_device() returns.
extern constinit thread_local Device device_of_thread;

// As tw/boxing.h has it, for the dispatcher.
extern constinit std::atomic<bool> devices_in_use;

}  // namespace tw
