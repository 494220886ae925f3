#include "storage/event_codec.hpp"
#include "tests/replay/every_event.hpp"
#include "tests/support/hex_file.hpp"
#include "tests/support/sample.hpp"

#include <gtest/gtest.h>

#include <array>
#include <filesystem>
#include <map>
#include <set>

/// The bytes of every version of every event that was shipped, kept for ever: they must still be
/// read, and the current version must still be written like that. GATEHOUSE_UPDATE=1 writes the
/// files that are missing; what is there is never changed.

namespace gatehouse {
namespace {

const std::filesystem::path folder = "tests/golden/events";

std::filesystem::path golden_file(const event_type& type) {
  return folder / (std::string{type.name} + ".v" + std::to_string(type.version) + ".hex");
}

template <class A, class Event> void expect_golden() {
  SCOPED_TRACE(Event::type.name);
  const auto written = encode_event<A>(typename A::event{sample<Event>()});
  const auto golden = read_or_create_hex(golden_file(Event::type), written.payload);
  ASSERT_TRUE(golden) << golden_file(Event::type)
                      << " is missing: run this test with GATEHOUSE_UPDATE=1";
  EXPECT_EQ(to_hex(written.payload), to_hex(*golden)) << "an event that was shipped has changed";
}

/// Reads the golden bytes of every version of the event; returns how many there were.
template <class A, class Event> std::size_t expect_history() {
  SCOPED_TRACE(Event::type.name);
  for (std::uint32_t version = 1; version <= Event::type.version; ++version) {
    const event_type type{Event::type.number, Event::type.name, version};
    const auto golden = read_hex(golden_file(type));
    EXPECT_TRUE(golden) << golden_file(type) << " is missing";
    if (!golden)
      continue;
    const auto read = decode_event<A>(type.number, version, *golden);
    EXPECT_TRUE(read) << "version " << version << ": " << read.error().detail;
  }
  return Event::type.version;
}

TEST(GoldenEvents, AreWrittenAsTheyWereShipped) {
  for_each_aggregate([]<class A>(std::type_identity<A>) {
    for_each_event<A>([]<class Event>(std::type_identity<Event>) { expect_golden<A, Event>(); });
  });
}

TEST(GoldenEvents, AreReadInEveryVersion) {
  std::size_t versions = 0;
  for_each_aggregate([&]<class A>(std::type_identity<A>) {
    for_each_event<A>(
        [&]<class Event>(std::type_identity<Event>) { versions += expect_history<A, Event>(); });
  });
  std::size_t files = 0;
  for ([[maybe_unused]] const auto& file : std::filesystem::directory_iterator(folder))
    ++files;
  EXPECT_EQ(files, versions) << "a golden file stands for no version of any event";
}

/// Each aggregate has a hundred of numbers.
constexpr auto hundreds =
    std::to_array<std::string_view>({"", "instance", "org", "toolkit", "connection", "session"});

TEST(GoldenEvents, HaveNumbersAndNamesOfTheirOwn) {
  std::map<std::uint32_t, std::string_view> numbers;
  std::set<std::string_view> names;
  for_each_aggregate([&]<class A>(std::type_identity<A>) {
    for_each_event<A>([&]<class Event>(std::type_identity<Event>) {
      const auto [at, fresh] = numbers.emplace(Event::type.number, Event::type.name);
      EXPECT_TRUE(fresh) << Event::type.name << " has the number of " << at->second;
      EXPECT_EQ(hundreds.at(Event::type.number / 100), A::kind) << Event::type.name;
      EXPECT_TRUE(names.insert(Event::type.name).second) << Event::type.name << " twice";
      EXPECT_TRUE(Event::type.name.starts_with(std::string{A::kind} + ".")) << Event::type.name;
    });
  });
}

} // namespace
} // namespace gatehouse
