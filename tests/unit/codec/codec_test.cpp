#include "storage/codec.hpp"
#include "tests/support/sample.hpp"
#include "tests/unit/codec/shapes.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace gatehouse {
namespace {

struct flag_and_text {
  bool flag = false;
  std::string text;

  template <class Self, class F> static void fields(Self& s, F&& f) {
    f(1, "flag", s.flag);
    f(3, "text", s.text);
  }

  friend bool operator==(const flag_and_text&, const flag_and_text&) = default;
};

/// The same, grown by three fields; one has an initialiser that is not zero.
struct grown {
  bool flag = false;
  std::uint32_t count = 7;
  std::string text;
  std::optional<digest256> digest;
  dot inside{.x = 3, .y = 4};

  template <class Self, class F> static void fields(Self& s, F&& f) {
    f(1, "flag", s.flag);
    f(2, "count", s.count);
    f(3, "text", s.text);
    f(4, "digest", s.digest);
    f(5, "inside", s.inside);
  }
};

struct chain {
  std::vector<chain> next;

  template <class Self, class F> static void fields(Self& s, F&& f) { f(1, "next", s.next); }
};

std::string bytes_of(std::initializer_list<int> values) {
  std::string bytes;
  for (int value : values)
    bytes.push_back(static_cast<char>(value));
  return bytes;
}

template <class T> std::string why(const std::string& bytes) {
  auto decoded = decode_fields<T>(bytes);
  if (decoded)
    return "accepted";
  EXPECT_EQ(decoded.error().code, errc::journal_damaged);
  return decoded.error().detail;
}

TEST(FieldCodec, WritesNothingForZeroValues) {
  EXPECT_EQ(encode_fields(every_member{}), "");
  auto decoded = decode_fields<every_member>("");
  ASSERT_TRUE(decoded);
  EXPECT_EQ(*decoded, every_member{});
}

TEST(FieldCodec, BringsEveryMemberBack) {
  const auto value = sample<every_member>();
  auto decoded = decode_fields<every_member>(encode_fields(value));
  ASSERT_TRUE(decoded) << decoded.error().detail;
  EXPECT_EQ(*decoded, value);
}

TEST(FieldCodec, LeavesNothingOfWhatTheValueHeldBefore) {
  auto used = sample<every_member>();
  every_member other;
  other.texts = {"one"};
  other.maybe_dot = dot{.y = 1};
  other.dots_by_org[{"org_1"}] = {{.x = 2}};
  ASSERT_TRUE(decode_fields_into(encode_fields(other), used));
  EXPECT_EQ(used, other);
  ASSERT_TRUE(decode_fields_into("", used));
  EXPECT_EQ(used, every_member{});
}

TEST(FieldCodec, BringsExtremesBack) {
  every_member value;
  value.small = 255;
  value.little = -32768;
  value.medium = 4294967295u;
  value.large = INT64_MIN;
  value.huge = UINT64_MAX;
  value.at.value = INT64_MAX;
  value.maybe_number = 0;
  value.maybe_text = "";
  value.maybe_dot = dot{};
  value.texts = {"", "x", ""};
  value.numbers = {0, 1, 0};
  value.flags = {false, true};
  value.dots = {dot{}, dot{-1, 1}};
  value.labels = {{"", ""}, {std::string(300, 'k'), "v"}};
  value.dots_by_org = {{org_id{""}, {}}};
  auto decoded = decode_fields<every_member>(encode_fields(value));
  ASSERT_TRUE(decoded) << decoded.error().detail;
  EXPECT_EQ(*decoded, value);
}

every_member random_value() {
  auto value = sample<every_member>();
  value.small = *rc::gen::arbitrary<std::uint8_t>();
  value.little = *rc::gen::arbitrary<std::int16_t>();
  value.large = *rc::gen::arbitrary<std::int64_t>();
  value.huge = *rc::gen::arbitrary<std::uint64_t>();
  value.text = *rc::gen::arbitrary<std::string>();
  value.maybe_text = *rc::gen::arbitrary<std::string>();
  value.texts = *rc::gen::arbitrary<std::vector<std::string>>();
  value.numbers = *rc::gen::arbitrary<std::vector<std::uint64_t>>();
  value.flags = *rc::gen::arbitrary<std::vector<bool>>();
  value.labels = *rc::gen::arbitrary<std::map<std::string, std::string>>();
  return value;
}

RC_GTEST_PROP(FieldCodec, BringsAnyValueBack, ()) {
  const auto value = random_value();
  auto decoded = decode_fields<every_member>(encode_fields(value));
  RC_ASSERT(bool{decoded});
  RC_ASSERT(*decoded == value);
}

RC_GTEST_PROP(FieldCodec, TakesOnlyWhatItWouldWrite, ()) {
  auto bytes = encode_fields(random_value());
  const auto at = *rc::gen::inRange<std::size_t>(0, bytes.size());
  bytes[at] = static_cast<char>(bytes[at] ^ *rc::gen::inRange(1, 256));
  if (auto decoded = decode_fields<every_member>(bytes)) {
    const auto again = encode_fields(*decoded); // shorter if the byte made a field unknown
    RC_ASSERT(again == bytes || again.size() < bytes.size());
  }
}

TEST(FieldCodec, WritesWhatTheGrammarSays) {
  EXPECT_EQ(encode_fields(flag_and_text{true, "hi"}), bytes_of({0x08, 1, 0x1A, 2, 'h', 'i'}));
  EXPECT_EQ(encode_fields(dot{-1, 64}), bytes_of({0x08, 1, 0x10, 0x80, 1}));
}

TEST(FieldCodec, LetsAStructGrow) {
  auto newer = decode_fields<grown>(encode_fields(flag_and_text{true, "t"}));
  ASSERT_TRUE(newer);
  EXPECT_EQ(newer->text, "t");
  EXPECT_EQ(newer->count, 0u) << "an absent field is zero whatever its initialiser says";
  EXPECT_EQ(newer->inside, dot{});
  auto older = decode_fields<flag_and_text>(encode_fields(sample<grown>()));
  ASSERT_TRUE(older) << older.error().detail;
  EXPECT_EQ(*older, (flag_and_text{true, "a text"}));
}

TEST(FieldCodec, RefusesEveryTruncation) {
  const auto whole = encode_fields(sample<every_member>());
  int accepted = 0;
  for (std::size_t length = 0; length < whole.size(); ++length) {
    auto decoded = decode_fields<every_member>(std::string_view{whole}.substr(0, length));
    if (decoded) {
      ++accepted; // a cut between two fields is a shorter value
      EXPECT_EQ(encode_fields(*decoded), whole.substr(0, length));
    }
  }
  EXPECT_EQ(accepted, 26);
}

TEST(FieldCodec, RefusesWhatItWouldNotWrite) {
  EXPECT_EQ(why<flag_and_text>(bytes_of({0x08})), "truncated at byte 1");
  EXPECT_EQ(why<flag_and_text>(bytes_of({0x08, 0})), "zero value written at byte 2");
  EXPECT_EQ(why<flag_and_text>(bytes_of({0x08, 2})), "number out of range at byte 2");
  EXPECT_EQ(why<flag_and_text>(bytes_of({0x08, 0x81, 0})), "varint longer than needed at byte 2");
  EXPECT_EQ(why<flag_and_text>(bytes_of({0x88, 0, 1})), "varint longer than needed at byte 1");
  EXPECT_EQ(why<flag_and_text>(bytes_of({0x08, 1, 0x08, 1})),
            "field numbers not ascending at byte 3");
  EXPECT_EQ(why<flag_and_text>(bytes_of({0x1A, 1, 'x', 0x08, 1})),
            "field numbers not ascending at byte 4");
  EXPECT_EQ(why<flag_and_text>(bytes_of({0x00, 1})), "field numbers not ascending at byte 1");
  EXPECT_EQ(why<flag_and_text>(bytes_of({0x0A, 1, 1})), "unexpected wire type at byte 1");
  EXPECT_EQ(why<flag_and_text>(bytes_of({0x1A, 0})), "zero value written at byte 2");
  EXPECT_EQ(why<flag_and_text>(bytes_of({0x1A, 5, 'x'})), "truncated at byte 2");
  EXPECT_EQ(why<flag_and_text>(bytes_of({0x24, 1})), "unknown wire type at byte 1");
  EXPECT_EQ(why<flag_and_text>(bytes_of({0x21, 1})), "truncated at byte 1");
  EXPECT_EQ(why<flag_and_text>(bytes_of({0x80, 0x80, 0x80, 0x80, 0x10, 1})),
            "field number too large at byte 5");
}

TEST(FieldCodec, RefusesVarintsBeyond64Bits) {
  const auto eleven = bytes_of({0x30, 255, 255, 255, 255, 255, 255, 255, 255, 255, 2});
  EXPECT_EQ(why<every_member>(eleven), "varint beyond 64 bits at byte 10");
  EXPECT_EQ(why<every_member>(bytes_of({0x30, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1})),
            "accepted");
}

TEST(FieldCodec, RefusesValuesOutOfRange) {
  EXPECT_EQ(why<every_member>(bytes_of({0x10, 0x80, 2})), "number out of range at byte 3");
  EXPECT_EQ(why<every_member>(bytes_of({0x18, 0x80, 0x80, 4})), "number out of range at byte 4");
  EXPECT_EQ(why<every_member>(bytes_of({0x38, 3})), "unknown enumerator at byte 2");
}

TEST(FieldCodec, RefusesMapKeysOutOfOrder) {
  every_member value;
  value.labels = {{"a", "1"}, {"b", "2"}};
  auto bytes = encode_fields(value);
  std::swap(bytes[bytes.find('a')], bytes[bytes.find('b')]);
  EXPECT_EQ(why<every_member>(bytes), "map keys not ascending at byte 9");
  std::replace(bytes.begin(), bytes.end(), 'b', 'a');
  EXPECT_EQ(why<every_member>(bytes), "map keys not ascending at byte 9");
}

TEST(FieldCodec, HoldsItsDepthBound) {
  auto nested = [](std::size_t depth) {
    chain one;
    for (std::size_t i = 1; i < depth; ++i) {
      chain outer;
      outer.next.push_back(std::move(one));
      one = std::move(outer);
    }
    return one;
  };
  EXPECT_TRUE(decode_fields<chain>(encode_fields(nested(limits::payload_depth_max))));
  auto bytes = encode_fields(nested(limits::payload_depth_max));
  bytes = bytes_of({0x0A}) + [&] {
    std::string lengths;
    append_varint(lengths, bytes.size() + 1);
    append_varint(lengths, bytes.size());
    return lengths;
  }() + bytes;
  EXPECT_EQ(why<chain>(bytes).substr(0, 15), "nested too deep");
}

} // namespace
} // namespace gatehouse
