#include "storage/event_codec.hpp"

#include <gtest/gtest.h>

namespace gatehouse {
namespace {

struct lamp_lit {
  static constexpr event_type type{900, "lamp_lit", 1};
  std::string room;

  template <class Self, class F> static void fields(Self& s, F&& f) { f(1, "room", s.room); }
};

/// In version 1 the brightness was a percentage, in version 2 a share of 255, now it is lumens.
struct lamp_dimmed_v1 {
  static constexpr event_type type{901, "lamp_dimmed", 1};
  std::uint32_t percent = 0;

  template <class Self, class F> static void fields(Self& s, F&& f) { f(1, "percent", s.percent); }
};

struct lamp_dimmed_v2 {
  static constexpr event_type type{901, "lamp_dimmed", 2};
  std::uint32_t level = 0;

  template <class Self, class F> static void fields(Self& s, F&& f) { f(2, "level", s.level); }
};

struct lamp_dimmed {
  static constexpr event_type type{901, "lamp_dimmed", 3};
  std::uint32_t lumens = 0;

  template <class Self, class F> static void fields(Self& s, F&& f) { f(3, "lumens", s.lumens); }
};

struct dim {};

struct lamp {
  struct state {};

  using event = std::variant<lamp_lit, lamp_dimmed>;
  using command = std::variant<dim>;
  static constexpr std::string_view kind = "lamp";
  static constexpr std::uint32_t snapshot_version = 1;
};

} // namespace

template <> struct upcasts<lamp_dimmed> {
  using history = std::tuple<lamp_dimmed_v1, lamp_dimmed_v2>;

  static lamp_dimmed_v2 lift(lamp_dimmed_v1 old) { return {old.percent * 255 / 100}; }

  static lamp_dimmed lift(lamp_dimmed_v2 old) { return {old.level * 4}; }
};

namespace {

TEST(EventCodec, BringsAnEventBack) {
  const auto encoded = encode_event<lamp>(lamp_lit{"hall"});
  EXPECT_EQ(encoded.event_number, 900u);
  EXPECT_EQ(encoded.event_version, 1u);
  auto decoded = decode_event<lamp>(900, 1, encoded.payload);
  ASSERT_TRUE(decoded) << decoded.error().detail;
  EXPECT_EQ(std::get<lamp_lit>(*decoded).room, "hall");
}

TEST(EventCodec, WritesTheCurrentVersion) {
  const auto encoded = encode_event<lamp>(lamp_dimmed{40});
  EXPECT_EQ(encoded.event_version, 3u);
  auto decoded = decode_event<lamp>(901, 3, encoded.payload);
  ASSERT_TRUE(decoded);
  EXPECT_EQ(std::get<lamp_dimmed>(*decoded).lumens, 40u);
}

TEST(EventCodec, LiftsOldVersionsStepByStep) {
  auto first = decode_event<lamp>(901, 1, encode_fields(lamp_dimmed_v1{100}));
  ASSERT_TRUE(first);
  EXPECT_EQ(std::get<lamp_dimmed>(*first).lumens, 1020u);
  auto second = decode_event<lamp>(901, 2, encode_fields(lamp_dimmed_v2{10}));
  ASSERT_TRUE(second);
  EXPECT_EQ(std::get<lamp_dimmed>(*second).lumens, 40u);
}

TEST(EventCodec, DecodesEventAfterEventInOneRoom) {
  event_room<lamp> room;
  std::vector<std::string> seen;
  auto note = [&](const auto& event) {
    if constexpr (requires { event.room; })
      seen.push_back(event.room);
    else
      seen.push_back(std::to_string(event.lumens));
  };
  EXPECT_TRUE(use_event<lamp>(900, 1, encode_fields(lamp_lit{"hall"}), room, note));
  EXPECT_TRUE(use_event<lamp>(901, 2, encode_fields(lamp_dimmed_v2{10}), room, note));
  EXPECT_FALSE(use_event<lamp>(901, 4, "", room, note));
  EXPECT_FALSE(use_event<lamp>(900, 1, "\x10", room, note));
  EXPECT_TRUE(use_event<lamp>(900, 1, "", room, note));
  EXPECT_EQ(seen, (std::vector<std::string>{"hall", "40", ""}));
}

TEST(EventCodec, NamesWhatItDoesNotKnow) {
  auto type = decode_event<lamp>(7, 2, "");
  ASSERT_FALSE(type);
  EXPECT_EQ(type.error(), (failure{errc::unknown_event, "event type 7 version 2"}));
  auto newer = decode_event<lamp>(901, 4, "");
  ASSERT_FALSE(newer);
  EXPECT_EQ(newer.error().code, errc::unknown_event);
  EXPECT_EQ(newer.error().detail,
            "event type 901 version 4: this program knows lamp_dimmed up to version 3");
  auto zero = decode_event<lamp>(900, 0, "");
  ASSERT_FALSE(zero);
  EXPECT_EQ(zero.error().code, errc::unknown_event);
}

TEST(EventCodec, NamesTheEventThatIsDamaged) {
  auto damaged = decode_event<lamp>(901, 2, "\x10");
  ASSERT_FALSE(damaged);
  EXPECT_EQ(damaged.error(), (failure{errc::journal_damaged, "lamp_dimmed: truncated at byte 1"}));
}

} // namespace
} // namespace gatehouse
