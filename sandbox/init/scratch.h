// What a command leaves behind beside the work of the attempt.
#pragma once

namespace wright {

// Removes everything below the directory, however deep, and gives it its mode back; nobody else
// may be at work in it.  False when something stays.
bool empty_directory(const char* path);

// Removes the segments and queues of System V that the command made.
void remove_shared_memory();

}  // namespace wright
