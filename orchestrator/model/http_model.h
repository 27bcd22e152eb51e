// A model behind HTTP: one try a call; the hall decides on trying again.
#pragma once

#include <memory>
#include <string>

#include "model/dialect.h"
#include "model/http.h"
#include "model/model.h"

namespace wright {

struct HttpModelSettings {
  Dialect dialect;
  std::string url;    // Of the endpoint; see url_of.
  std::string model;  // As the server is asked for it.
  ModelTraits traits;
  Secret key;  // May be empty: local servers want none.
  HttpLimits limits;
  // Of a gateway: there is no key of ours, each call brings the login of the program that makes it.
  bool brings_login = false;
};

// The key goes into the header alone: it is cut out of all that comes back.
[[nodiscard]] std::unique_ptr<Model> make_http_model(HttpModelSettings settings,
                                                     std::unique_ptr<Transport> transport);

// An Error when the key would go over a wire in plain text: to a host that is not
// this machine and not over TLS.
Result<void> check_key_is_safe(const std::string& url, const Secret& key);

}  // namespace wright
