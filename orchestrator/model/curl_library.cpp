#include "model/curl_library.h"

#include <dlfcn.h>
#include <fmt/format.h>

namespace wright {
namespace {

constexpr const char* kLibraryName = "libcurl.so.4";

Result<CurlLibrary> load();
Result<void*> symbol_in(void* library, const char* name);
Error missing();

}  // namespace

const Result<CurlLibrary>& curl_library() {
  static const Result<CurlLibrary> library = load();
  return library;
}

namespace {

template <class Function>
Result<void> find(void* library, const char* name, Function& function) {
  function = reinterpret_cast<Function>(TRY(symbol_in(library, name)));
  return {};
}

Result<CurlLibrary> load() {
  void* library = ::dlopen(kLibraryName, RTLD_LAZY | RTLD_LOCAL);
  if (library == nullptr) return missing();
  CurlLibrary curl;
  TRY(find(library, "curl_global_init", curl.global_init));
  TRY(find(library, "curl_easy_init", curl.easy_init));
  TRY(find(library, "curl_easy_cleanup", curl.easy_cleanup));
  TRY(find(library, "curl_easy_reset", curl.easy_reset));
  TRY(find(library, "curl_easy_setopt", curl.easy_setopt));
  TRY(find(library, "curl_easy_perform", curl.easy_perform));
  TRY(find(library, "curl_easy_getinfo", curl.easy_getinfo));
  TRY(find(library, "curl_easy_strerror", curl.easy_strerror));
  TRY(find(library, "curl_slist_append", curl.slist_append));
  TRY(find(library, "curl_slist_free_all", curl.slist_free_all));
  if (curl.global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK) return curl;
  return Error{ErrorKind::io, "libcurl cannot start"};
}

Result<void*> symbol_in(void* library, const char* name) {
  void* found = ::dlsym(library, name);
  if (found == nullptr) return missing();
  return found;
}

Error missing() {
  const char* why = ::dlerror();
  return Error{ErrorKind::unsupported,
               fmt::format("cannot load {}, which calls models by HTTP: install libcurl4 ({})",
                           kLibraryName, why == nullptr ? "no reason was given" : why)};
}

}  // namespace
}  // namespace wright
