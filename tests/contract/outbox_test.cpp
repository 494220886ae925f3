#include "storage/crypto/vault.hpp"
#include "storage/outbox.hpp"
#include "storage/view_table.hpp"
#include "tests/support/temp_folder.hpp"

#include <gtest/gtest.h>

namespace gatehouse {
namespace {

enum class kind { memory, rocksdb };

/// The outbox keeps these promises, whatever its messages lie in.
class OutboxContract : public testing::TestWithParam<kind> {
protected:
  OutboxContract() { open(); }

  void open() {
    kept.reset();
    if (GetParam() == kind::memory) {
      table = table ? std::move(table) : make_memory_table();
    } else {
      table.reset();
      auto opened = open_rocksdb_table(folder / "views", log_access::create_or_write);
      ASSERT_TRUE(opened) << opened.error().detail;
      table = *std::move(opened);
    }
    kept = std::make_unique<outbox>(*table, *keys);
  }

  outbox_stream stream(const std::string& name = "a", const std::string& session = "s") const {
    return {key, {session}, name};
  }

  void put(std::uint64_t number, const std::string& content, const outbox_stream& of,
           std::int64_t expires = 100) {
    const auto done = kept->keep(of, {number, content}, {expires});
    EXPECT_TRUE(done) << number;
  }

  std::string read(std::uint64_t after, const outbox_stream& of) {
    const auto found = kept->read(of, after);
    EXPECT_TRUE(found);
    std::string all;
    for (const auto& one : *found)
      all += std::to_string(one.number) + "=" + one.content + " ";
    return all;
  }

  temp_folder folder;
  std::unique_ptr<vault> keys = vault::in_memory();
  data_key_id key = *keys->create_data_key();
  std::unique_ptr<view_table> table;
  std::unique_ptr<outbox> kept;
};

TEST_P(OutboxContract, ReadsAStreamBehindANumber) {
  put(1, "one", stream());
  put(2, "two", stream());
  put(300, "", stream());
  put(2, "other", stream("b"));
  put(3, "foreign", stream("a", "t"));
  EXPECT_EQ(read(0, stream()), "1=one 2=two 300= ");
  EXPECT_EQ(read(1, stream()), "2=two 300= ");
  EXPECT_EQ(read(300, stream()), "");
  EXPECT_EQ(read(0, stream("b")), "2=other ");
  EXPECT_EQ(read(0, stream("a", "t")), "3=foreign ");
  EXPECT_EQ(read(0, stream("c")), "");
}

TEST_P(OutboxContract, OutlivesItsProcess) {
  put(1, "one", stream());
  open();
  EXPECT_EQ(read(0, stream()), "1=one ");
  put(2, "two", stream());
  EXPECT_EQ(read(0, stream()), "1=one 2=two ");
}

TEST_P(OutboxContract, HoldsNothingInClear) {
  put(1, "a secret of the client", stream());
  std::string all;
  ASSERT_TRUE(table->scan(view_family::outbox, {}, false, [&](auto name, auto value) {
    all.append(name).append(value);
    return true;
  }));
  EXPECT_EQ(all.find("secret"), std::string::npos);
  EXPECT_TRUE(keys->destroy_data_key(key));
  EXPECT_EQ(kept->read(stream(), 0).error().code, errc::key_missing);
}

TEST_P(OutboxContract, BindsEachMessageToItsPlace) {
  put(1, "one", stream());
  std::string name;
  std::string value;
  ASSERT_TRUE(table->scan(view_family::outbox, "m", false, [&](auto found, auto box) {
    name = found;
    value = box;
    return false;
  }));
  name.back() = 2;
  ASSERT_TRUE(table->write({{}, {{view_family::outbox, name, value}}}));
  EXPECT_EQ(kept->read(stream(), 1).error().code, errc::key_missing);
}

TEST_P(OutboxContract, ForgetsWhatHasExpired) {
  put(1, "early", stream(), 100);
  put(2, "late", stream(), 200);
  ASSERT_TRUE(kept->sweep({99}));
  EXPECT_EQ(read(0, stream()), "1=early 2=late ");
  ASSERT_TRUE(kept->sweep({100}));
  EXPECT_EQ(read(0, stream()), "2=late ");
  open(); // what an earlier process kept expires as well
  ASSERT_TRUE(kept->sweep({200}));
  EXPECT_EQ(read(0, stream()), "");
  int left = 0;
  ASSERT_TRUE(
      table->scan(view_family::outbox, {}, false, [&](auto, auto) { return ++left, true; }));
  EXPECT_EQ(left, 0);
}

TEST_P(OutboxContract, ForgetsASession) {
  put(1, "one", stream());
  put(1, "two", stream("b"));
  put(1, "foreign", stream("a", "s2"));
  ASSERT_TRUE(kept->drop({"s"}));
  EXPECT_EQ(read(0, stream()), "");
  EXPECT_EQ(read(0, stream("b")), "");
  EXPECT_EQ(read(0, stream("a", "s2")), "1=foreign ");
}

TEST_P(OutboxContract, LetsTheOldestOfAStreamGoOverItsMessages) {
  for (std::uint64_t number = 1; number <= limits::outbox_stream_messages_max + 1; ++number)
    put(number, "x", stream());
  const auto found = kept->read(stream(), 0);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->size(), limits::outbox_stream_messages_max);
  EXPECT_EQ(found->front().number, 2u);
}

TEST_P(OutboxContract, LetsTheOldestOfAStreamGoOverItsBytes) {
  const std::string half(limits::outbox_stream_bytes_max / 2 - 1'000, 'x');
  put(1, half, stream());
  put(2, half, stream());
  EXPECT_EQ(kept->read(stream(), 0)->size(), 2u);
  put(3, std::string(3'000, 'y'), stream());
  const auto found = kept->read(stream(), 0);
  ASSERT_EQ(found->size(), 2u);
  EXPECT_EQ(found->front().number, 2u);
}

TEST_P(OutboxContract, KeepsNoMoreOfASessionOverItsBytes) {
  const std::string large(limits::outbox_stream_bytes_max - 1'000, 'x');
  const auto fit = limits::outbox_session_bytes_max / limits::outbox_stream_bytes_max;
  for (std::size_t nth = 0; nth < fit; ++nth)
    put(1, large, stream("stream" + std::to_string(nth)));
  const auto over = kept->keep(stream("more"), {1, large}, {100});
  ASSERT_FALSE(over);
  EXPECT_EQ(over.error().code, errc::limit_reached);
  put(1, large, stream("more", "other"));
  ASSERT_TRUE(kept->sweep({100}));
  put(1, large, stream("more"));
}

INSTANTIATE_TEST_SUITE_P(Tables, OutboxContract, testing::Values(kind::memory, kind::rocksdb),
                         [](const auto& one) {
                           return one.param == kind::memory ? "memory" : "rocksdb";
                         });

} // namespace
} // namespace gatehouse
