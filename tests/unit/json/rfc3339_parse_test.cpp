#include "storage/json/rfc3339.hpp"

#include <gtest/gtest.h>

namespace gatehouse {
namespace {

TEST(FromRfc3339, ReadsWhatToRfc3339Wrote) {
  for (std::int64_t us : {0LL, 1LL, -1LL, 1'700'000'000'123'456LL, 951'782'400'000'000LL})
    EXPECT_EQ(from_rfc3339(to_rfc3339({us})), unix_us{us});
}

TEST(FromRfc3339, KnowsOffsetsFractionsAndLowerCase) {
  const unix_us noon{1'738'324'800'000'000};
  EXPECT_EQ(from_rfc3339("2025-01-31T12:00:00Z"), noon);
  EXPECT_EQ(from_rfc3339("2025-01-31t12:00:00z"), noon);
  EXPECT_EQ(from_rfc3339("2025-01-31 13:30:00+01:30"), noon);
  EXPECT_EQ(from_rfc3339("2025-01-31T04:00:00-08:00"), noon);
  EXPECT_EQ(from_rfc3339("2025-01-31T12:00:00.0000019Z"), unix_us{noon.value + 1});
  EXPECT_EQ(from_rfc3339("2025-01-31T12:00:00.5Z"), unix_us{noon.value + 500'000});
  EXPECT_EQ(from_rfc3339("2016-12-31T23:59:60Z"), from_rfc3339("2016-12-31T23:59:59Z"));
}

TEST(FromRfc3339, RefusesWhatIsNone) {
  for (const auto* text :
       {"", "now", "2025-01-31", "2025-01-31T12:00:00", "2025-02-29T12:00:00Z",
        "2025-13-01T12:00:00Z", "2025-01-31T24:00:00Z", "2025-01-31T12:60:00Z",
        "2025-01-31T12:00:61Z", "2025-01-31T12:00:00.Z", "2025-01-31T12:00:00+24:00",
        "2025-01-31T12:00:00Zx", "25-01-31T12:00:00Z", "2025-1-31T12:00:00Z"})
    EXPECT_EQ(from_rfc3339(text), std::nullopt) << text;
}

} // namespace
} // namespace gatehouse
