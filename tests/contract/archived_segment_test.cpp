#include "storage/archive/segment.hpp"
#include "storage/crypto/digest.hpp"
#include "storage/record_format.hpp"
#include "tests/support/archive_folder.hpp"
#include "tests/support/temp_folder.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <functional>

namespace gatehouse {
namespace {

namespace fs = std::filesystem;

/// A data folder that was archived, and its segment.
class ArchivedSegment : public testing::Test {
protected:
  ArchivedSegment() {
    data_.tell();
    auto made = data_.archive(segment_at());
    EXPECT_TRUE(made) << (made ? "" : made.error().detail);
  }

  std::string segment_at(const std::string& name = "segment") const { return folder_ / name; }

  temp_folder folder_;
  archive_folder data_{folder_ / "data"};
};

TEST_F(ArchivedSegment, VerifiesByItself) {
  const auto one = segment::open(segment_at());
  ASSERT_TRUE(one) << one.error().detail;
  EXPECT_EQ(one->manifest.records(), 12u);
  const auto report = verify_segment(*one, {data_.signer().key}, quiet);
  ASSERT_TRUE(report);
  EXPECT_EQ(report->damages, 0u) << report->first_damages[0].detail;
  EXPECT_EQ(report->records, 12u);
  const note_signer other{"gatehouse/log_1", note_key_type::note};
  EXPECT_EQ(verify_segment(*one, {other.key}, quiet)->first_damages.at(0).kind,
            damage_kind::key_untrusted);
}

/// Replaces the segment's log by what `change` makes of its records.
template <class Change> void rewrite(const std::string& segment_folder, const Change& change) {
  log_batch all;
  {
    auto log = open_rocksdb_log(segment_folder + "/log", log_access::read_only);
    ASSERT_TRUE(log);
    ASSERT_TRUE((*log)->scan({1}, [&](const found_entry& found) {
      all.records.push_back({found.position, std::string{found.bytes}, found.leaf});
      return true;
    }));
  }
  change(all.records);
  fs::remove_all(segment_folder + "/log");
  auto log = open_rocksdb_log(segment_folder + "/log", log_access::create_or_write);
  ASSERT_TRUE(log);
  ASSERT_TRUE((*log)->write(all));
}

TEST_F(ArchivedSegment, SaysWhatWasChangedInIt) {
  using records = std::vector<stored_record>;

  struct one_change {
    damage_kind kind;
    std::uint64_t position;
    std::function<void(records&)> change;
  };

  const std::vector<one_change> changes{
      {damage_kind::record_changed, 5, [](records& all) { all[4].bytes.back() ^= 1; }},
      {damage_kind::tree_differs, 12,
       [](records& all) {
         auto other = *decode_record(all[4].bytes);
         other.context.principal.value = "user_2";
         all[4].bytes = encode_record(other);
         all[4].leaf = merkle_leaf(all[4].bytes);
       }},
      {damage_kind::tail_missing, 12, [](records& all) { all.pop_back(); }},
      {damage_kind::record_missing, 5, [](records& all) { all.erase(all.begin() + 4); }},
      {damage_kind::record_misplaced, 5,
       [](records& all) {
         std::swap(all[4].bytes, all[5].bytes);
         std::swap(all[4].leaf, all[5].leaf);
       }},
      {damage_kind::tail_added, 13,
       [](records& all) {
         all.push_back(all.back());
         all.back().position.value = 13;
       }},
  };
  for (const auto& [kind, position, change] : changes) {
    SCOPED_TRACE(to_string(kind));
    fs::remove_all(segment_at("damaged"));
    fs::copy(segment_at(), segment_at("damaged"), fs::copy_options::recursive);
    ASSERT_NO_FATAL_FAILURE(rewrite(segment_at("damaged"), change));
    const auto report = verify_segment(*segment::open(segment_at("damaged")), {}, quiet);
    ASSERT_TRUE(report);
    ASSERT_GE(report->damages, 1u);
    EXPECT_EQ(report->first_damages[0].kind, kind);
    EXPECT_EQ(report->first_damages[0].position.value, position);
  }
}

TEST_F(ArchivedSegment, CannotBeReplacedByThatOfAnotherLog) {
  archive_folder other{folder_ / "other"};
  other.write([&] {
    for (const auto* id : {"s1", "s2", "s3", "s4"}) {
      other.open_session(id);
      other.close_session(id);
    }
    for (const auto* id : {"org_1", "org_2", "org_3", "org_4"})
      other.add_org(id);
  });
  other.settle();
  ASSERT_TRUE(other.archive(folder_ / "foreign"));
  const auto report = report_of(*data_.joined({segment_at("foreign")}));
  ASSERT_GE(report.damages, 1u);
  EXPECT_EQ(report.first_damages[0].kind, damage_kind::record_changed);
  EXPECT_EQ(report.first_damages[0].position.value, 4u);
}

TEST_F(ArchivedSegment, NeedsACheckpointThatGoesOnFromIt) {
  auto one = segment::open(segment_at());
  ASSERT_TRUE(one);
  one->under.head.root.bytes[0] ^= 1;
  EXPECT_EQ(verify_segment(*one, {}, quiet)->first_damages.at(0).kind, damage_kind::tree_differs);
  one = segment::open(segment_at());
  one->under.head.origin = "gatehouse/log_2";
  EXPECT_EQ(verify_segment(*one, {}, quiet)->first_damages.at(0).kind,
            damage_kind::checkpoint_foreign);
}

TEST_F(ArchivedSegment, IsNoExcuseForARecordThatWasTakenOutBesides) {
  for (const std::uint64_t position : {3u, 13u}) {
    SCOPED_TRACE(position);
    fs::remove_all(folder_ / "copy");
    fs::copy(data_.path(), folder_ / "copy", fs::copy_options::recursive);
    auto log = open_rocksdb_log(folder_ / "copy/log", log_access::create_or_write);
    ASSERT_TRUE(log);
    log_batch batch;
    ASSERT_TRUE((*log)->read({position}, [&](const stored_record& one) {
      batch.records.push_back({one.position, "", one.leaf});
      return false;
    }));
    ASSERT_TRUE((*log)->write(batch));
    const auto report = report_of(**log);
    ASSERT_EQ(report.damages, 1u);
    EXPECT_EQ(report.first_damages[0].kind,
              position == 3 ? damage_kind::record_missing : damage_kind::record_changed);
  }
}

} // namespace
} // namespace gatehouse
