// The GPU is in the sandbox where it was asked for, and then the report says so.
#include "sandbox/devices.h"

#include <gmock/gmock.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "base/text.h"
#include "sandbox/sandboxed.h"

namespace wright {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr const char* kToldOfGpu = "the GPU and its driver are in reach";

class DevicesTest : public test::Sandboxed {
 protected:
  static Command asking_for_gpu(const std::string& line) {
    Command command = shell(line);
    command.shows_gpu = true;
    return command;
  }
  [[nodiscard]] std::string place(const std::string& name) const { return scratch_.path() / name; }
};

const std::string kNodes = "for node in /dev/nvidia*; do [ -e $node ] && echo $node; done; true";

TEST_F(DevicesTest, NoGpuIsInSightUnlessItIsAskedFor) {
  const RunReport report = ran(kNodes);

  EXPECT_EQ(report.out, "");
  EXPECT_THAT(report.isolation.degraded, Not(Contains(kToldOfGpu)));
}

TEST_F(DevicesTest, TheNodesOfThisMachineAreThoseThatShow) {
  const RunReport report = ran(asking_for_gpu(kNodes));

  const std::vector<std::string> nodes = gpu_nodes("/dev");
  EXPECT_EQ(report.out, nodes.empty() ? "" : join(nodes, "\n") + "\n");
  EXPECT_THAT(report.isolation.degraded, Contains(kToldOfGpu));
}

TEST_F(DevicesTest, OnlyCharacterDevicesOfThoseNamesAreNodes) {
  for (const char* other : {"nvidia1", "null"}) ASSERT_TRUE(write_file(place(other), ""));
  std::filesystem::create_symlink("/dev/null", place("nvidia2"));
  EXPECT_THAT(gpu_nodes(scratch_.path()), IsEmpty());

  for (const char* name :
       {"nvidiactl", "nvidia0", "nvidia-uvm", "nvidiax", "tty", "nvidia-modeset"}) {
    if (::mknod(place(name).c_str(), S_IFCHR | 0600, makedev(1, 3)) != 0) {
      GTEST_SKIP() << "making a device needs root";
    }
  }
  EXPECT_THAT(gpu_nodes(scratch_.path()),
              ElementsAre(place("nvidia-uvm"), place("nvidia0"), place("nvidiactl")));
}

}  // namespace
}  // namespace wright
