// The counting of composition: what the functions in front of the C library's
// add to.  All of it runs in the candidate's process, before and beside its code.
#pragma once

#include <cstddef>

#include "page.h"

namespace wright {

// A page of our own until the grader's file is mapped.
extern CountPage* count_page;

void count_allocation(std::size_t bytes);
void count_copy(std::size_t bytes);
void count_sync();
// Bytes that are in use from now on, or no longer.
void count_live(std::int64_t bytes);

// The next function of this name, which is the C library's.
void* next_function(const char* name);

}  // namespace wright
