// Events out of a stream, wherever it is cut.
#include "model/sse.h"

#include <gtest/gtest.h>

namespace wright {
namespace {

using Events = std::vector<SseEvent>;

Events read_in(SseReader& reader, const std::vector<std::string>& pieces) {
  Events events;
  for (const std::string& piece : pieces) {
    for (const SseEvent& event : reader.take(piece)) events.push_back(event);
  }
  for (const SseEvent& event : reader.end()) events.push_back(event);
  return events;
}

Events read(const std::vector<std::string>& pieces) {
  SseReader reader;
  return read_in(reader, pieces);
}

const std::string kStream =
    ": a comment\n\nevent: one\r\ndata: a\r\ndata:b\r\n\r\nid: 7\nretry: 5\ndata: c\rdata\r\r"
    "event: nothing\n\ndata:  d\n\n";
const Events kEvents{{"one", "a\nb"}, {"", "c\n"}, {"", " d"}};

TEST(SseTest, ReadsEventsWithAnyLineEnd) {
  EXPECT_EQ(read({kStream}), kEvents);
}

TEST(SseTest, TheSameEventsComeWhereverTheStreamIsCut) {
  for (std::size_t first = 0; first <= kStream.size(); ++first) {
    for (std::size_t second = first; second <= kStream.size(); ++second) {
      EXPECT_EQ(read({kStream.substr(0, first), kStream.substr(first, second - first),
                      kStream.substr(second)}),
                kEvents)
          << first << " " << second;
    }
  }
}

TEST(SseTest, TheLastEventMayLackItsBlankLine) {
  EXPECT_EQ(read({"data: a\n\ndata: b"}), (Events{{"", "a"}, {"", "b"}}));
}

TEST(SseTest, ALineOfBareJsonIsData) {
  EXPECT_EQ(read({"data: a\n{\"error\":\"no\"}\n"}),
            (Events{{"", "a"}, {"", "{\"error\":\"no\"}"}}));
}

TEST(SseTest, ALineOfTenMegabytesEndsTheReading) {
  SseReader reader;
  const std::string piece(1 << 16, 'x');
  EXPECT_EQ(reader.take("data: a\n\ndata: "), (Events{{"", "a"}}));

  for (int i = 0; i < 160; ++i) reader.take(piece);

  EXPECT_TRUE(reader.overflowed());
  EXPECT_EQ(reader.take("\n\ndata: b\n\n"), Events{});
  EXPECT_EQ(reader.end(), Events{});
}

TEST(SseTest, ACommentOfAnyLengthIsReadOver) {
  SseReader reader(100);
  Events events = reader.take("data: a\n\n:");

  for (int i = 0; i < 50; ++i) reader.take("data: not this one");
  for (const SseEvent& event : reader.take("x\n: two\ndata: b\n\n")) events.push_back(event);

  EXPECT_FALSE(reader.overflowed());
  EXPECT_EQ(events, (Events{{"", "a"}, {"", "b"}}));
}

TEST(SseTest, ManyDataLinesCountTogether) {
  SseReader reader(100);
  Events events;
  for (int i = 0; i < 50; ++i) {
    for (const SseEvent& event : reader.take("data: 0123456789\n")) events.push_back(event);
  }

  EXPECT_TRUE(reader.overflowed());
  EXPECT_EQ(events, Events{});
}

}  // namespace
}  // namespace wright
