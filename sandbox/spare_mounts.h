// What a private mount namespace holds of the machine and no sandbox shows.
#pragma once

namespace wright {

// Takes such mounts out of our own namespace: bwrap reads the whole list of mounts
// for each that it makes, and the kernel goes through it at the end.
void leave_spare_mounts();

}  // namespace wright
