// An archive that builds a landed library on a machine with a GPU and runs it there on data that it
// brings along; see share/cuda_device/README.
#pragma once

#include <string>

#include "base/result.h"
#include "base/tar.h"
#include "campaign/device_subject.h"

namespace wright {

constexpr std::size_t kBundleBytesMax = std::size_t{256} << 20U;

struct DeviceBundle {
  std::string folder;    // The one that all files lie in.
  TarFiles files;        // Below it.
  std::string manifest;  // The file manifest.json among them.
};

// The same subject gives the same files, byte for byte, from the same build of this program.
Result<DeviceBundle> make_device_bundle(Repo& repo, const Workshop& workshop, const Tools& tools,
                                        const CheckTable& table, const DeviceSubject& subject);

// As a .tar.gz.
Result<std::string> packed(const DeviceBundle& bundle);

}  // namespace wright
