#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "model/curl_library.h"
#include "model/http.h"

namespace wright {
namespace {

constexpr std::size_t kHeadersMax = 100;
constexpr std::size_t kHeaderBytesMax = 8192;
constexpr std::size_t kTransportDetailMax = 300;

// Of handles that the library gave, so that it is there.
const CurlLibrary& curl() {
  return *curl_library();
}

struct CurlDeleter {
  void operator()(CURL* handle) const { curl().easy_cleanup(handle); }
  void operator()(curl_slist* list) const { curl().slist_free_all(list); }
};
using Handle = std::unique_ptr<CURL, CurlDeleter>;
using HeaderList = std::unique_ptr<curl_slist, CurlDeleter>;

// One transfer, as the callbacks of libcurl see it.
struct Transfer {
  CURL* handle;
  const HttpRequest& request;
  const OnBytes& on_bytes;
  const std::atomic<bool>* stop;
  HttpAnswer answer;
  std::chrono::steady_clock::time_point moved = std::chrono::steady_clock::now();
  curl_off_t bytes_moved = 0;
  bool was_idle = false;
  bool was_stopped = false;
  bool was_cancelled = false;
};

std::size_t on_body(char* bytes, std::size_t size, std::size_t count, void* given);
std::size_t on_header(char* bytes, std::size_t size, std::size_t count, void* given);
int on_progress(void* given, curl_off_t, curl_off_t, curl_off_t, curl_off_t);
HeaderList header_list(const HttpRequest& request);
void set_options(CURL* handle, const HttpRequest& request, Transfer& transfer);
HttpEnd end_of(CURLcode code, const Transfer& transfer);

class CurlTransport final : public Transport {
 public:
  explicit CurlTransport(const std::atomic<bool>* stop) : stop_(stop) {}

  // One handle for all requests, so that a connection serves many turns.
  Result<HttpAnswer> send(const HttpRequest& request, const OnBytes& on_bytes) override {
    if (!curl_library()) return curl_library().error();
    if (!handle_) handle_.reset(curl().easy_init());
    if (!handle_) return Error{ErrorKind::io, "libcurl cannot start"};
    curl().easy_reset(handle_.get());
    Transfer transfer{handle_.get(), request, on_bytes, stop_, {}};
    const HeaderList headers = header_list(request);
    std::array<char, CURL_ERROR_SIZE> why{};
    set_options(handle_.get(), request, transfer);
    curl().easy_setopt(handle_.get(), CURLOPT_HTTPHEADER, headers.get());
    curl().easy_setopt(handle_.get(), CURLOPT_ERRORBUFFER, why.data());
    const CURLcode code = curl().easy_perform(handle_.get());
    curl().easy_setopt(handle_.get(), CURLOPT_ERRORBUFFER, nullptr);
    if (code == CURLE_URL_MALFORMAT || code == CURLE_UNSUPPORTED_PROTOCOL) {
      return Error{ErrorKind::usage, fmt::format("{}: is no URL of a server", request.url)};
    }
    const HttpEnd end = end_of(code, transfer);
    HttpAnswer answer = std::move(transfer.answer);
    answer.end = end;
    answer.status = static_cast<int>(status_of(handle_.get()));
    if (code != CURLE_OK) {
      const std::string told = why[0] != '\0' ? why.data() : curl().easy_strerror(code);
      answer.detail = head_and_tail(escape_for_terminal(told), kTransportDetailMax);
    }
    return answer;
  }

 private:
  static long status_of(CURL* handle) {
    long status = 0;
    curl().easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
    return status;
  }

  const std::atomic<bool>* stop_;
  Handle handle_;
};

// NOLINTBEGIN(cppcoreguidelines-pro-type-vararg)
void set_options(CURL* handle, const HttpRequest& request, Transfer& transfer) {
  const HttpLimits& limits = request.limits;
  curl().easy_setopt(handle, CURLOPT_URL, request.url.c_str());
  if (is_on_loopback(request.url)) curl().easy_setopt(handle, CURLOPT_PROXY, "");
  curl().easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
  curl().easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L);
  curl().easy_setopt(handle, CURLOPT_SSL_VERIFYPEER, 1L);
  curl().easy_setopt(handle, CURLOPT_SSL_VERIFYHOST, 2L);
  if (!request.is_get) {
    curl().easy_setopt(handle, CURLOPT_POST, 1L);
    curl().easy_setopt(handle, CURLOPT_POSTFIELDS, request.body.data());
    curl().easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE,
                       static_cast<curl_off_t>(request.body.size()));
  }
  curl().easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(limits.connect.count()));
  curl().easy_setopt(handle, CURLOPT_TIMEOUT_MS, static_cast<long>(limits.total.count()));
  curl().easy_setopt(handle, CURLOPT_WRITEFUNCTION, on_body);
  curl().easy_setopt(handle, CURLOPT_WRITEDATA, &transfer);
  curl().easy_setopt(handle, CURLOPT_HEADERFUNCTION, on_header);
  curl().easy_setopt(handle, CURLOPT_HEADERDATA, &transfer);
  curl().easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, on_progress);
  curl().easy_setopt(handle, CURLOPT_XFERINFODATA, &transfer);
  curl().easy_setopt(handle, CURLOPT_NOPROGRESS, 0L);
  curl().easy_setopt(handle, CURLOPT_USERAGENT, "tensorwright");
}
// NOLINTEND(cppcoreguidelines-pro-type-vararg)

// The list copies its lines.
HeaderList header_list(const HttpRequest& request) {
  HeaderList list;
  const auto add = [&list](const std::string& line) {
    curl_slist* longer = curl().slist_append(list.get(), line.c_str());
    if (longer == nullptr) return;
    (void)list.release();
    list.reset(longer);
  };
  for (const std::string& line : request.headers) add(line);
  add("Expect:");  // Else curl waits a second for leave to send a large body.
  if (!request.key.empty()) add(request.key_header + request.key.reveal());
  return list;
}

std::size_t on_body(char* bytes, std::size_t size, std::size_t count, void* given) {
  Transfer& transfer = *static_cast<Transfer*>(given);
  const std::string_view piece(bytes, size * count);
  HttpAnswer& answer = transfer.answer;
  if (answer.body.size() + piece.size() > transfer.request.limits.body_bytes_max) return 0;
  answer.body += piece;
  long status = 0;
  curl().easy_getinfo(transfer.handle, CURLINFO_RESPONSE_CODE, &status);
  if (status == 200 && !transfer.on_bytes(piece)) {
    transfer.was_stopped = true;
    return 0;
  }
  return piece.size();
}

std::size_t on_header(char* bytes, std::size_t size, std::size_t count, void* given) {
  HttpAnswer& answer = static_cast<Transfer*>(given)->answer;
  const std::string_view line(bytes, size * count);
  const std::size_t colon = line.find(':');
  // Those of an earlier answer, such as a proxy's, do not count.
  if (line.rfind("HTTP/", 0) == 0) answer.headers.clear();
  if (colon == std::string_view::npos || line.size() > kHeaderBytesMax) return line.size();
  if (answer.headers.size() >= kHeadersMax) return line.size();
  std::string name(line.substr(0, colon));
  std::transform(name.begin(), name.end(), name.begin(),
                 [](unsigned char c) { return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c; });
  answer.headers[name] = trim(line.substr(colon + 1));
  return line.size();
}

int on_progress(void* given, curl_off_t, curl_off_t received, curl_off_t, curl_off_t sent) {
  Transfer& transfer = *static_cast<Transfer*>(given);
  const auto now = std::chrono::steady_clock::now();
  if (received + sent != transfer.bytes_moved) {
    transfer.bytes_moved = received + sent;
    transfer.moved = now;
  }
  transfer.was_idle = now - transfer.moved > transfer.request.limits.idle;
  transfer.was_cancelled = transfer.stop != nullptr && transfer.stop->load();
  return transfer.was_cancelled || transfer.was_idle ? 1 : 0;
}

HttpEnd end_of(CURLcode code, const Transfer& transfer) {
  if (code == CURLE_OK) return HttpEnd::finished;
  if (transfer.was_cancelled) return HttpEnd::cancelled;
  if (transfer.was_stopped) return HttpEnd::stopped;
  if (code == CURLE_WRITE_ERROR) return HttpEnd::oversized;
  if (code == CURLE_OPERATION_TIMEDOUT || transfer.was_idle) return HttpEnd::timeout;
  // What was sent may have been read and charged, though nothing came back.
  long sent = 0;
  curl().easy_getinfo(transfer.handle, CURLINFO_REQUEST_SIZE, &sent);  // NOLINT(*-vararg)
  return transfer.answer.headers.empty() && sent == 0 ? HttpEnd::unreachable : HttpEnd::cut;
}

}  // namespace

std::unique_ptr<Transport> make_curl_transport(const std::atomic<bool>* stop) {
  return std::make_unique<CurlTransport>(stop);
}

}  // namespace wright
