#include "storage/query/org_dump.hpp"
#include "tests/support/asked_record.hpp"

#include <algorithm>
#include <gmock/gmock.h>
#include <limits>

namespace gatehouse {
namespace {

using testing::HasSubstr;
using testing::Not;

/// A record with two tenants, dumped for the first.
class OrgDump : public testing::Test {
protected:
  std::string dump(journal_position after = {}, const dump_bounds& bounds = {}) {
    auto part = dump_records(record.scope(), after, bounds);
    EXPECT_TRUE(part) << part.error().detail;
    return part ? part->lines : "";
  }

  /// Returns all parts, one after the other, and how many there are.
  std::pair<std::string, int> dump_in_parts(const dump_bounds& bounds) {
    std::string all;
    journal_position at;
    for (int parts = 1;; ++parts) {
      auto part = dump_records(record.scope(), at, bounds);
      EXPECT_TRUE(part) << part.error().detail;
      if (!part)
        return {all, parts};
      all += part->lines;
      at = part->seen;
      if (part->is_last)
        return {all, parts};
    }
  }

  asked_record record;
};

TEST_F(OrgDump, HasTheRecordsOfOneOrganizationAlone) {
  const auto all = dump();
  EXPECT_EQ(std::to_string(std::count(all.begin(), all.end(), '\n')),
            record.text("select count(*) from events"));
  EXPECT_THAT(all, HasSubstr(R"("stream":"session/s-1")"));
  EXPECT_THAT(all, HasSubstr("session.closed")) << "also what the gateway did by itself";
  EXPECT_THAT(all, Not(HasSubstr("org_2")));
  EXPECT_THAT(all, Not(HasSubstr("secret__plan")));
}

TEST_F(OrgDump, ShowsAUsersOwnThingsToThatUserAlone) {
  auto seen_by = [&](const user_id& viewer) {
    auto scope = record.scope();
    scope.viewer = viewer;
    return dump_records(scope, {})->lines;
  };
  EXPECT_THAT(seen_by({"user_1"}), HasSubstr("connection/conn_2"));
  EXPECT_THAT(seen_by({"user_2"}), Not(HasSubstr(R"("stream":"connection/conn_2")")));
}

TEST_F(OrgDump, ComesInPartsWithoutAGap) {
  const auto all = dump();
  const auto records = static_cast<std::size_t>(std::count(all.begin(), all.end(), '\n'));
  EXPECT_EQ(dump_in_parts({.records = records}).first, all);
  for (const dump_bounds& bounds :
       {dump_bounds{.records = records - 1}, dump_bounds{.records = 1},
        dump_bounds{.bytes = all.size() / 2}, dump_bounds{.bytes = 1}, dump_bounds{.passed = 1}}) {
    const auto [parted, parts] = dump_in_parts(bounds);
    EXPECT_EQ(parted, all);
    EXPECT_GT(parts, 1);
  }
}

TEST_F(OrgDump, EndsAtTheHeadThatWasSeen) {
  auto scope = record.scope();
  const auto head = scope.head;
  scope.head = {3};
  const auto part = *dump_records(scope, {});
  EXPECT_TRUE(part.is_last);
  EXPECT_EQ(std::count(part.lines.begin(), part.lines.end(), '\n'), 3);
  EXPECT_EQ(dump(head), "");
  EXPECT_EQ(dump({std::numeric_limits<std::uint64_t>::max()}), "");
}

TEST_F(OrgDump, EndsWhenNobodyWaitsForIt) {
  auto scope = record.scope();
  scope.go_on = []() -> outcome<nothing> { return failure{errc::cancelled, "gone"}; };
  EXPECT_EQ(dump_records(scope, {}).error().code, errc::cancelled);
}

} // namespace
} // namespace gatehouse
