#include "events/core/limits.hpp"
#include "http/mcp/client_stream.hpp"

#include <gtest/gtest.h>

namespace gatehouse {
namespace {

/// Remembers what it was given to keep.
class noting_outbox final : public event_outbox {
public:
  outcome<digest256> sign(const org_id&, std::string_view) override { return digest256{}; }

  bool keep(const stream& of, kept_message one) override {
    kept.emplace_back(of.name, std::move(one));
    return true;
  }

  void read(const stream&, std::uint64_t, messages) override {}

  void drop(const session_id&) override {}

  std::vector<std::pair<std::string, kept_message>> kept;
};

class ClientStream : public testing::Test {
protected:
  /// Returns how often the last word has been kept.
  std::size_t last_words() const {
    std::size_t count = 0;
    for (const auto& [name, one] : outbox.kept)
      if (name == "one.last") {
        EXPECT_EQ(one.number, ++count) << "each under a number of its own";
        EXPECT_EQ(one.content, "cut off");
      }
    return count;
  }

  noting_outbox outbox;
  std::shared_ptr<client_stream> stream = std::make_shared<client_stream>(
      stream_origin{{"org_1"}, {"session"}, stream_kind::answer, "2025-11-25"}, outbox, "one");
};

constexpr auto often = limits::outbox_age / 10;

TEST_F(ClientStream, KeepsItsLastWordAsLongAsItLasts) {
  const auto begin = client_stream::clock::now();
  stream->on_cut_off("cut off");
  const auto now = client_stream::clock::now();
  stream->sweep(begin + often - std::chrono::seconds{1});
  EXPECT_EQ(last_words(), 1U);
  for (auto time = now + often; time <= now + 3 * limits::outbox_age; time += often)
    stream->sweep(time);
  EXPECT_EQ(last_words(), 31U) << "what is kept expires";
}

TEST_F(ClientStream, HasNoLastWordBehindItsEnd) {
  stream->on_cut_off("cut off");
  stream->end();
  stream->sweep(client_stream::clock::now() + limits::outbox_age);
  EXPECT_EQ(last_words(), 1U);
}

} // namespace
} // namespace gatehouse
