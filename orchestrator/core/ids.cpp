#include "core/ids.h"

#include "base/hash.h"

namespace wright {

Digest digest_of(const std::string& bytes) {
  return Digest{sha256_hex(bytes)};
}

}  // namespace wright
