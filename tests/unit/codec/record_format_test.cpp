#include "storage/record_format.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <fstream>
#include <iterator>
#include <sstream>

namespace gatehouse {
namespace {

/// The record that docs/formats/journal.md takes apart.
record documented() {
  record one;
  one.position.value = 300;
  one.stream.value = "org/org_1";
  one.version.value = 2;
  one.at.value = 1'795'168'735'123'456;
  one.context.org.value = "org_1";
  one.context.principal.value = "operator";
  one.context.causation.value = 299;
  one.event_number = 101;
  one.event_version = 1;
  one.payload = "\x0A\x04"
                "acme";
  return one;
}

/// Returns the bytes in the first column of the hex blocks of a page.
std::string hex_of_page(const std::string& path) {
  std::ifstream page(path);
  std::string bytes;
  bool inside = false;
  for (std::string line; std::getline(page, line);) {
    if (line.starts_with("```"))
      inside = line == "```hex";
    else if (inside) {
      std::istringstream columns(line.substr(0, line.find('|')));
      for (std::string pair; columns >> pair;)
        bytes.push_back(static_cast<char>(std::stoi(pair, nullptr, 16)));
    }
  }
  return bytes;
}

record random_record() {
  record one;
  one.position.value = *rc::gen::arbitrary<std::uint64_t>();
  one.stream.value = *rc::gen::arbitrary<std::string>();
  one.version.value = *rc::gen::arbitrary<std::uint64_t>();
  one.at.value = *rc::gen::arbitrary<std::int64_t>();
  one.context.org.value = *rc::gen::arbitrary<std::string>();
  one.context.session.value = *rc::gen::arbitrary<std::string>();
  one.context.principal.value = *rc::gen::arbitrary<std::string>();
  one.context.credential.value = *rc::gen::arbitrary<std::string>();
  one.context.correlation.value = *rc::gen::arbitrary<std::string>();
  one.context.causation.value = *rc::gen::arbitrary<std::uint64_t>();
  one.context.data_key.value = *rc::gen::arbitrary<std::string>();
  one.event_number = *rc::gen::arbitrary<std::uint32_t>();
  one.event_version = *rc::gen::arbitrary<std::uint32_t>();
  one.payload = *rc::gen::arbitrary<std::string>();
  return one;
}

TEST(RecordFormat, EqualsItsDocument) {
  EXPECT_EQ(encode_record(documented()), hex_of_page("docs/formats/journal.md"));
}

RC_GTEST_PROP(RecordFormat, BringsARecordBack, ()) {
  const auto one = random_record();
  const auto bytes = encode_record(one);
  auto decoded = decode_record(bytes);
  RC_ASSERT(bool{decoded});
  RC_ASSERT(*decoded == one);
}

RC_GTEST_PROP(RecordFormat, HasOneEncodingOnly, ()) {
  auto bytes = encode_record(random_record());
  const auto at = *rc::gen::inRange<std::size_t>(0, bytes.size());
  bytes[at] = static_cast<char>(bytes[at] ^ *rc::gen::inRange(1, 256));
  if (auto decoded = decode_record(bytes))
    RC_ASSERT(encode_record(*decoded) == bytes);
}

TEST(RecordFormat, RefusesEveryTruncation) {
  const auto whole = encode_record(documented());
  for (std::size_t length = 0; length < whole.size(); ++length) {
    auto decoded = decode_record(std::string_view{whole}.substr(0, length));
    ASSERT_FALSE(decoded) << length;
    EXPECT_EQ(decoded.error().code, errc::journal_damaged);
  }
}

TEST(RecordFormat, RefusesTrailingBytes) {
  const auto whole = encode_record(documented());
  auto decoded = decode_record(whole + 'x');
  ASSERT_FALSE(decoded);
  EXPECT_EQ(decoded.error().code, errc::journal_damaged);
  EXPECT_EQ(decoded.error().detail, "trailing bytes at byte " + std::to_string(whole.size()));
}

TEST(RecordFormat, RefusesTypeNumbersBeyond32Bits) {
  auto one = documented();
  one.event_number = UINT32_MAX;
  auto bytes = encode_record(one);
  const auto at = bytes.find("\xFF\xFF\xFF\xFF\x0F");
  ASSERT_NE(at, bytes.npos);
  bytes[at + 4] = 0x1F;
  auto decoded = decode_record(bytes);
  ASSERT_FALSE(decoded);
  EXPECT_EQ(decoded.error().code, errc::journal_damaged);
}

TEST(RecordFormat, TellsNewerFromDamaged) {
  auto bytes = encode_record(documented());
  bytes[0] = 2;
  auto newer = decode_record(bytes);
  ASSERT_FALSE(newer);
  EXPECT_EQ(newer.error(), (failure{errc::journal_newer, "record format 2, this program knows 1"}));
  bytes[0] = 0;
  auto damaged = decode_record(bytes);
  ASSERT_FALSE(damaged);
  EXPECT_EQ(damaged.error().code, errc::journal_damaged);
}

} // namespace
} // namespace gatehouse
