// What attempts left behind in words, for the briefs of later ones.
//
// Models wrote these words, so they are data: escaped, quoted line by line, bounded in
// bytes, and each with the attempt that it comes from.
#pragma once

#include <string>

#include "campaign/hall.h"

namespace wright {

constexpr std::size_t kLessonsBytesMax = 4096;
constexpr std::size_t kNotesBytesMax = 4096;

// Notes that begin with "lesson:" and were left by attempts that landed.  First those of tasks
// that `task` needs, then of tasks that share a clause with it, then the others; the newest
// first, as many as there is room for.  "None." when there are none.
[[nodiscard]] std::string lessons_for(const Hall& hall, const Task& task);

// The notes of one attempt, and its working memory as it was at the end; empty: it left none.
[[nodiscard]] std::string notes_of(const Hall& hall, const AttemptId& attempt);

}  // namespace wright
