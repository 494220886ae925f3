#include "storage/query/query_guard.hpp"

#include <algorithm>
#include <array>
#include <sqlite3.h>

namespace gatehouse {

namespace {

/// Functions whose cost is bounded by the size of their arguments and result. Those that search one
/// text in another take the product of both, and are left out: LIKE and GLOB have bounded patterns.
constexpr auto functions = std::to_array<std::string_view>({"abs",          "avg",
                                                            "coalesce",     "count",
                                                            "cume_dist",    "date",
                                                            "datetime",     "dense_rank",
                                                            "first_value",  "glob",
                                                            "group_concat", "ifnull",
                                                            "iif",          "json_array_length",
                                                            "json_extract", "json_type",
                                                            "json_valid",   "julianday",
                                                            "lag",          "last_value",
                                                            "lead",         "length",
                                                            "like",         "lower",
                                                            "max",          "min",
                                                            "nth_value",    "ntile",
                                                            "nullif",       "percent_rank",
                                                            "rank",         "round",
                                                            "row_number",   "strftime",
                                                            "substr",       "substring",
                                                            "sum",          "time",
                                                            "total",        "typeof",
                                                            "unixepoch",    "upper",
                                                            "->",           "->>"});

constexpr std::string_view calls_view = "calls";
constexpr auto foreign_tables = std::to_array<std::string_view>({"json_each", "json_tree"});

template <class List> bool has(const List& list, std::string_view name) {
  return std::find(list.begin(), list.end(), name) != list.end();
}

bool is_table(std::string_view name) {
  const auto& ours = query_tables();
  return name == calls_view || has(foreign_tables, name) ||
         std::any_of(ours.begin(), ours.end(),
                     [&](const auto* one) { return one->name() == name; });
}

} // namespace

outcome<nothing> query_guard::go_on() {
  if (!reason_ && given_up_())
    reason_ = failure{errc::cancelled, "The query was given up."};
  if (!reason_ && clock::now() >= until_)
    reason_ = failure{errc::query_exceeded,
                      "The query took longer than " + std::to_string(bounds_.time.count()) +
                          " ms; bound it by at or position, or ask for less."};
  return reason_ ? outcome<nothing>{*reason_} : nothing{};
}

void query_guard::stop(failure why) {
  if (!reason_)
    reason_ = std::move(why);
}

bool query_guard::allows(int action, std::string_view first, std::string_view second) {
  // Preparing has no other place to be interrupted at.
  if (!go_on())
    return false;
  switch (action) {
  case SQLITE_SELECT:
  case SQLITE_RECURSIVE:
    return true;
  case SQLITE_READ:
    // A table no column of which is read is also what a query names itself, in WITH: it tells a
    // count at most.
    if (second.empty() || is_table(first))
      return true;
    stop({errc::query_refused, "There is no table \"" + std::string{first} + "\" here."});
    return false;
  case SQLITE_FUNCTION:
    if (has(functions, second))
      return true;
    stop({errc::query_refused,
          "The function " + std::string{second} + " is not among those that a query may call."});
    return false;
  default:
    stop({errc::query_refused, "Only one SELECT may be asked, which changes and loads nothing."});
    return false;
  }
}

} // namespace gatehouse
