#pragma once

#include "actors/catalog.hpp"
#include "actors/scope.hpp"
#include "events/policy/policy.hpp"

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse {

class exposure;

/// How much is known of what a connection offers.
enum class warmth : std::uint8_t {
  not_connected, ///< nobody has asked for it yet
  not_listed,    ///< it is being connected
  warm,          ///< it has listed
  stale          ///< it has listed, and said since that its lists have changed
};

template <> struct enum_names<warmth> {
  static constexpr std::array<std::string_view, 4> names{"not_connected", "not_listed", "warm",
                                                         "stale"};
};

/// A connection behind what is seen.
struct inventory_source {
  published::entry<connection> from;
  std::string server; ///< its part of the names
  warmth state = warmth::not_connected;
  std::uint64_t generation = 0; ///< of the catalog in memory; 0: there is none
};

/// A tool that is seen, and how it may be used.
struct inventory_tool {
  std::size_t source = 0; ///< place among the sources
  std::string name;
  std::string address;
  std::string json;  ///< the whole object as clients get it
  std::string label; ///< its title, or its name; with the name behind it where titles are equal
  judgement judged;
};

/// Something the reader of an inventory should know.
struct inventory_notice {
  std::string id;
  bool warning = false; ///< else for information
  std::string message;
  std::vector<std::string> servers; ///< sorted
};

/// What is seen of tools at one place at one moment; a value, taken from memory.
struct tool_inventory {
  std::vector<inventory_source> sources; ///< by age
  std::vector<inventory_tool> tools;     ///< in byte order of their names
  std::vector<inventory_notice> notices;
};

/// Returns the name of a connection towards clients: its integration, and its own name unless that
/// is `main`.
std::string server_name_of(const connection::state& one);

/// Reads what `seen`, built on `view`, shows of tools. There is a warning for each tool that its
/// server lists and nobody can use.
tool_inventory read_inventory(const scope_view& view, const exposure& seen, const catalogs& tools);

} // namespace gatehouse
