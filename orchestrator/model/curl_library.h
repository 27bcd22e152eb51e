// libcurl, loaded by name: it brings twenty libraries along, for which no command waits that
// calls no model, and a run with a model opens its campaign meanwhile.
#pragma once

#include <curl/curl.h>

#include "base/result.h"

namespace wright {

// The functions that we call, under curl's names.
struct CurlLibrary {
  decltype(&::curl_global_init) global_init = nullptr;
  decltype(&::curl_easy_init) easy_init = nullptr;
  decltype(&::curl_easy_cleanup) easy_cleanup = nullptr;
  decltype(&::curl_easy_reset) easy_reset = nullptr;
  decltype(&::curl_easy_setopt) easy_setopt = nullptr;
  decltype(&::curl_easy_perform) easy_perform = nullptr;
  decltype(&::curl_easy_getinfo) easy_getinfo = nullptr;
  decltype(&::curl_easy_strerror) easy_strerror = nullptr;
  decltype(&::curl_slist_append) slist_append = nullptr;
  decltype(&::curl_slist_free_all) slist_free_all = nullptr;
};

// Ready for use; loaded by the first who asks, from any thread, and never unloaded.  An Error
// says what is missing.
const Result<CurlLibrary>& curl_library();

}  // namespace wright
