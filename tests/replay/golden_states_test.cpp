#include "storage/codec.hpp"
#include "tests/replay/every_event.hpp"
#include "tests/support/hex_file.hpp"
#include "tests/support/sample.hpp"

#include <gtest/gtest.h>

namespace gatehouse {
namespace {

// A snapshot of another layout would be taken for one of ours. What changes the fields of a state
// raises its snapshot_version, and GATEHOUSE_UPDATE=1 writes the new file; the old one may go.
TEST(GoldenStates, AreWrittenAsTheirSnapshotVersionSays) {
  for_each_aggregate([]<class A>(std::type_identity<A>) {
    const auto path = std::filesystem::path{"tests/golden/states"} /
                      (std::string{A::kind} + ".v" + std::to_string(A::snapshot_version) + ".hex");
    const auto written = encode_fields(sample<typename A::state>());
    const auto golden = read_or_create_hex(path, written);
    ASSERT_TRUE(golden) << path << " is missing: run this test with GATEHOUSE_UPDATE=1";
    EXPECT_EQ(to_hex(written), to_hex(*golden)) << "raise the snapshot_version of " << A::kind;
  });
}

// A field that holds its zero is left out of the bytes, so a golden file would not protect it.
template <class T> void expect_no_zero(std::string_view name) {
  const auto value = sample<T>();
  T::fields(value, [&]<class Field>(std::uint32_t, std::string_view field, const Field& held) {
    EXPECT_FALSE(detail::codec_of<Field>::is_zero(held)) << name << "." << field;
  });
}

TEST(GoldenSamples, LeaveNoFieldOut) {
  for_each_aggregate([]<class A>(std::type_identity<A>) {
    expect_no_zero<typename A::state>(A::kind);
    for_each_event<A>(
        []<class Event>(std::type_identity<Event>) { expect_no_zero<Event>(Event::type.name); });
  });
}

} // namespace
} // namespace gatehouse
