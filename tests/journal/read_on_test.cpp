// A log that is read on from where somebody stopped.
#include "small_log.h"

namespace wright {
namespace {

namespace fs = std::filesystem;
using ReadOnTest = SmallLog;

TEST_F(ReadOnTest, TwoWhoReadOnTakeInWhatTheOtherAppended) {
  write_some();
  LogSoFar one;
  LogSoFar other;
  const auto open_with = [&](LogSoFar& so_far) {
    return Journal::open(log(), clock_, so_far).value();
  };
  ASSERT_TRUE(open_with(one).append(NonceDrawn{kAttempt, std::string(64, 'a')}));

  const Digest feedback = write_blob(log(), "feedback").value();
  const Result<Event> second = open_with(other).append(Rejected{kAttempt, "build", feedback});
  ASSERT_TRUE(read_on(log(), one));

  ASSERT_TRUE(second);
  EXPECT_EQ(second->seq, 5);
  EXPECT_EQ(one.state, other.state);
  EXPECT_EQ(one.log.events, other.log.events);
  EXPECT_EQ(one.state, fold(read_log(log()).value()).value());
  EXPECT_EQ(one.bytes, static_cast<std::int64_t>(fs::file_size(log() / "events.jsonl")));
}

TEST_F(ReadOnTest, ATornTailBehindWhatWasReadIsCutByTheNextWriter) {
  write_some();
  LogSoFar so_far;
  ASSERT_TRUE(read_on(log(), so_far));
  rewrite(lines(), "{\"half\":");

  Result<Journal> journal = Journal::open(log(), clock_, so_far);
  ASSERT_TRUE(journal);
  ASSERT_TRUE(journal->append(NonceDrawn{kAttempt, std::string(64, 'a')}));

  EXPECT_EQ(lines().size(), 5U);
  EXPECT_FALSE(so_far.log.torn);
  EXPECT_EQ(fault(), "");
}

TEST_F(ReadOnTest, ALogThatBecameShorterOrForkedIsFoundByWhoReadsOn) {
  write_some();
  LogSoFar so_far;
  ASSERT_TRUE(read_on(log(), so_far));
  const std::vector<std::string> all = lines();

  rewrite({all[0], all[1]});
  const Result<void> cut = read_on(log(), so_far);
  rewrite({all[0], all[1], all[2], all[3], all[3]});
  const Result<void> forked = read_on(log(), so_far);

  ASSERT_FALSE(cut);
  EXPECT_NE(cut.error().message.find("bytes, and had"), std::string::npos) << cut.error().message;
  ASSERT_FALSE(forked);
  EXPECT_NE(forked.error().message.find("events.jsonl:5: "), std::string::npos);
}

}  // namespace
}  // namespace wright
