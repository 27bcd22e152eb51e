// The end of a log, which a commit anchors, and what git has beside the logs.
#pragma once

#include "auditor/landing.h"

namespace auditor {

// The closing line's head and count are those of the log, and its commit carries them; the
// campaign's branch stands there.  `files` is null where trees were not computed.
void audit_closing(const Log& log, const Story& story, const Git& git, const Files* files,
                   Known& known, Report& report);

// Every commit of HEAD and of the campaigns' branches that changes a target, or calls itself a
// commit of a campaign, is one that a log explains.
void audit_history(const Git& git, const Known& known, Report& report);

}  // namespace auditor
