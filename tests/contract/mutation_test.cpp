#include "storage/byte_io.hpp"
#include "storage/crypto/digest.hpp"
#include "storage/crypto/merkle.hpp"
#include "storage/log_frontier.hpp"
#include "storage/proof/verify_log.hpp"
#include "storage/record_format.hpp"
#include "tests/support/sample_log.hpp"
#include "tests/support/tampered_log.hpp"

#include <algorithm>
#include <gmock/gmock.h>

/// Changes a log in every place and in every way somebody with a disk editor could, first without
/// and then with knowledge of its format, and asks the verification for kind and position.

namespace gatehouse {
namespace {

verify_report report_of(const log_store& log, verify_request wanted = {}) {
  auto report = verify_log(log, std::move(wanted), [](std::uint64_t, std::uint64_t) {});
  EXPECT_TRUE(report) << report.error().detail;
  return report ? *report : verify_report{};
}

/// A log with every event in it, made once; each test changes a copy.
class Mutation : public testing::Test {
protected:
  static void SetUpTestSuite() {
    auto store = make_memory_log();
    test_clock clock;
    auto opened = journal::open(*store, nullptr, clock.source());
    ASSERT_TRUE(opened);
    append_every_event(**opened, clock, 2);
    whole_ = std::make_unique<tampered_log>(*store);
  }

  static void TearDownTestSuite() { whole_.reset(); }

  /// The numbers of all entries, from 0.
  static std::vector<std::size_t> all(std::size_t but = 0) {
    std::vector<std::size_t> numbers(whole_->entries.size() - but);
    for (std::size_t i = 0; i < numbers.size(); ++i)
      numbers[i] = i;
    return numbers;
  }

  static std::size_t count() { return whole_->entries.size(); }

  /// What an outside holder of the whole log's checkpoint knows.
  static known_tree held() { return {count(), root_of(*whole_), "the held checkpoint"}; }

  static digest256 root_of(const tampered_log& log) {
    merkle_frontier tree;
    for (const auto& one : log.entries)
      tree.append(one.leaf);
    return tree.root();
  }

  static void expect_first(const tampered_log& log, damage_kind kind, std::uint64_t position,
                           verify_request wanted = {}) {
    const auto report = report_of(log, std::move(wanted));
    ASSERT_GT(report.damages, 0u);
    EXPECT_EQ(to_string(report.first_damages.front().kind), to_string(kind))
        << report.first_damages.front().detail;
    EXPECT_EQ(report.first_damages.front().position.value, position)
        << report.first_damages.front().detail;
  }

  /// Lets every entry have the leaf hash of its bytes and the tree fit them: what is left of a
  /// careful forgery is only what somebody outside holds.
  static void cover_up(tampered_log& log) {
    merkle_frontier tree;
    for (auto& one : log.entries)
      tree.append(one.leaf = merkle_leaf(one.bytes));
    log.meta_values[std::string{frontier_key}] = tree.encode();
  }

  /// Gives every entry the position where it lies, in its key and in its record.
  static void renumber(tampered_log& log) {
    for (std::size_t i = 0; i < log.entries.size(); ++i) {
      auto one = decode_record(log.entries[i].bytes);
      ASSERT_TRUE(one);
      one->position = log.entries[i].position = {i + 1};
      log.entries[i].bytes = encode_record(*one);
    }
  }

  static std::unique_ptr<tampered_log> whole_;
};

std::unique_ptr<tampered_log> Mutation::whole_;

TEST_F(Mutation, IsNotSeenWhereThereIsNone) {
  const auto report = report_of(*whole_, {{held()}, {{{count()}, "the views"}}});
  EXPECT_EQ(report.damages, 0u) << report.first_damages.front().detail;
  EXPECT_EQ(report.records, count());
  EXPECT_EQ(report.root, root_of(*whole_));
}

// -- without knowledge of the format --------------------------------------------------------------

TEST_F(Mutation, OfAnyByteOfARecordIsNamed) {
  for (auto number : all())
    for (std::size_t place = 0; place < whole_->entries[number].bytes.size(); place += 7) {
      auto log = *whole_;
      log.entries[number].bytes[place] ^= static_cast<char>(1u << (place + number) % 8);
      SCOPED_TRACE(number * 1000 + place);
      expect_first(log, damage_kind::record_changed, number + 1);
      EXPECT_EQ(report_of(log).damages, 1u) << "the tree and the records behind are right";
    }
}

TEST_F(Mutation, OfALeafHashIsNamed) {
  for (auto number : all()) {
    auto log = *whole_;
    log.entries[number].leaf.bytes[number % 32] ^= 1;
    expect_first(log, damage_kind::record_changed, number + 1);
  }
}

TEST_F(Mutation, ThatRemovesARecordIsNamed) {
  for (auto number : all()) {
    auto log = *whole_;
    log.entries.erase(log.entries.begin() + static_cast<std::ptrdiff_t>(number));
    const bool at_end = number + 1 == count();
    expect_first(log, at_end ? damage_kind::tail_missing : damage_kind::record_missing, number + 1);
    EXPECT_EQ(report_of(log).damages, 1u) << "the records behind are right";
  }
}

TEST_F(Mutation, ThatInsertsARecordIsNamed) {
  for (auto number : all()) {
    auto log = *whole_;
    log.entries.insert(log.entries.begin() + static_cast<std::ptrdiff_t>(number),
                       log.entries[number]);
    expect_first(log, damage_kind::foreign_entry, number + 1);
    log = *whole_;
    log.entries.push_back(log.entries[number]);
    log.entries.back().position = {count() + 1};
    expect_first(log, damage_kind::tail_added, count() + 1);
  }
}

TEST_F(Mutation, OfTheOrderIsNamed) {
  for (auto number : all(1)) {
    auto log = *whole_;
    std::swap(log.entries[number], log.entries[number + 1]);
    std::swap(log.entries[number].position, log.entries[number + 1].position);
    expect_first(log, damage_kind::record_misplaced, number + 1);
  }
}

TEST_F(Mutation, ThatCutsOffTheEndIsNamed) {
  for (auto left : all()) {
    auto log = *whole_;
    log.entries.resize(left);
    expect_first(log, damage_kind::tail_missing, left + 1);
  }
}

TEST_F(Mutation, OfTheStoredTreeIsNamed) {
  for (std::size_t place = 0; place < whole_->meta_values["merkle_frontier"].size(); ++place) {
    auto log = *whole_;
    log.meta_values["merkle_frontier"][place] ^= 1;
    EXPECT_GT(report_of(log).damages, 0u) << place;
  }
}

// -- with knowledge of the format, and the tree made to fit ---------------------------------------

TEST_F(Mutation, ThatIsCoveredUpIsToldByAHeldCheckpoint) {
  for (auto number : all()) {
    auto log = *whole_;
    auto one = decode_record(log.entries[number].bytes);
    ASSERT_TRUE(one);
    one->context.principal.value += "x";
    log.entries[number].bytes = encode_record(*one);
    cover_up(log);
    EXPECT_EQ(report_of(log).damages, 0u) << "from inside nothing can be seen";
    expect_first(log, damage_kind::tree_differs, count(), {{held()}, {}});
  }
}

TEST_F(Mutation, ThatRenumbersIsToldByTheStreams) {
  for (auto number : all()) {
    auto log = *whole_;
    auto removed = decode_record(log.entries[number].bytes);
    ASSERT_TRUE(removed);
    log.entries.erase(log.entries.begin() + static_cast<std::ptrdiff_t>(number));
    renumber(log);
    cover_up(log);
    // The next record of the same stream shows the hole; without one, only a checkpoint does.
    const auto next = std::find_if(
        log.entries.begin() + static_cast<std::ptrdiff_t>(number), log.entries.end(),
        [&](const auto& one) { return decode_record(one.bytes)->stream == removed->stream; });
    if (next != log.entries.end())
      expect_first(log, damage_kind::version_broken, next->position.value);
    expect_first(
        log, next == log.entries.end() ? damage_kind::tail_missing : damage_kind::version_broken,
        next == log.entries.end() ? count() : next->position.value, {{held()}, {}});
  }
}

TEST_F(Mutation, ThatMovesARecordToAnotherStreamIsToldByTheStreams) {
  for (auto number : all()) {
    auto log = *whole_;
    auto one = decode_record(log.entries[number].bytes);
    ASSERT_TRUE(one);
    one->stream.value += "_other";
    log.entries[number].bytes = encode_record(*one);
    cover_up(log);
    const auto report = report_of(log, {{held()}, {}});
    ASSERT_GT(report.damages, 0u);
    if (one->version.value > 1)
      expect_first(log, damage_kind::version_broken, number + 1);
  }
}

TEST_F(Mutation, OfTimeIsNamed) {
  for (auto number : all(1)) {
    auto log = *whole_;
    auto one = decode_record(log.entries[number].bytes);
    ASSERT_TRUE(one);
    one->at.value += 60'000'000;
    log.entries[number].bytes = encode_record(*one);
    cover_up(log);
    expect_first(log, damage_kind::time_reversed, number + 2);
  }
}

TEST_F(Mutation, OfAnEventIsNamed) {
  for (auto number : all()) {
    auto log = *whole_;
    auto one = decode_record(log.entries[number].bytes);
    ASSERT_TRUE(one);
    one->event_number = 99'999;
    log.entries[number].bytes = encode_record(*one);
    cover_up(log);
    expect_first(log, damage_kind::event_unreadable, number + 1);
  }
}

TEST_F(Mutation, ThatLeavesNoRecordIsNamed) {
  for (auto number : all()) {
    auto log = *whole_;
    log.entries[number].bytes.pop_back();
    cover_up(log);
    expect_first(log, damage_kind::record_malformed, number + 1);
  }
}

TEST_F(Mutation, ThatRollsBackIsToldByAHeldCheckpoint) {
  for (auto left : all()) {
    auto log = *whole_;
    log.entries.resize(left);
    cover_up(log);
    EXPECT_EQ(report_of(log).damages, 0u) << "it is what the log once was";
    expect_first(log, damage_kind::tail_missing, left + 1, {{held()}, {}});
    expect_first(log, damage_kind::tail_missing, left + 1, {{}, {{{count()}, "the views"}}});
  }
}

} // namespace
} // namespace gatehouse
