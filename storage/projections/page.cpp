#include "storage/projections/page.hpp"

#include "storage/keys.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

namespace gatehouse {

namespace {

// A cursor is a letter for the direction and sixteen hexadecimal digits for the position.
constexpr char newest_first_mark = 'n';
constexpr char oldest_first_mark = 'o';
constexpr std::size_t digits = 16;
constexpr int base = 16;
constexpr std::uint64_t beyond_all = std::numeric_limits<std::uint64_t>::max();

char mark_of(const page_request& wanted) {
  return wanted.newest_first ? newest_first_mark : oldest_first_mark;
}

std::string cursor_at(std::uint64_t position, char mark) {
  std::array<char, digits> text;
  auto end = std::to_chars(text.begin(), text.end(), position, base).ptr;
  auto used = static_cast<std::size_t>(end - text.begin());
  return mark + std::string(digits - used, '0') + std::string{text.data(), used};
}

outcome<std::uint64_t> position_of(const std::string& cursor, char mark) {
  std::uint64_t position = 0;
  if (cursor.size() == digits + 1)
    std::from_chars(cursor.data() + 1, cursor.data() + cursor.size(), position, base);
  if (cursor != cursor_at(position, mark))
    return failure{errc::invalid_argument, "The cursor is not one of this list."};
  return position;
}

/// Returns the first position to look at.
outcome<std::uint64_t> start_of(const page_request& wanted) {
  const auto bound = wanted.after.value_or(journal_position{}).value;
  auto last = wanted.newest_first ? beyond_all : bound;
  if (!wanted.cursor.empty()) {
    auto position = position_of(wanted.cursor, mark_of(wanted));
    if (!position)
      return position.error();
    last = wanted.newest_first ? *position : std::max(*position, bound);
  }
  if (wanted.newest_first)
    return last == 0 ? 0 : last - 1;
  return last == beyond_all ? beyond_all : last + 1;
}

/// The place of a reader on its way through one page.
class page_walk {
public:
  page_walk(const page_request& wanted,
            const std::function<outcome<row_use>(std::string_view)>& look)
      : wanted_(wanted), look_(look) {}

  /// Takes one row; returns whether to go on.
  bool take(std::uint64_t position, std::string_view value) {
    if (wanted_.newest_first && wanted_.after && position <= wanted_.after->value)
      return false;
    if (items_ == wanted_.items || looked_at_ == limits::page_rows_max) {
      next_ = cursor_at(last_, mark_of(wanted_));
      return false;
    }
    auto use = look_(value);
    if (!use) {
      next_ = use.error();
      return false;
    }
    ++looked_at_;
    last_ = position;
    items_ += *use == row_use::item ? 1 : 0;
    return *use != row_use::end;
  }

  const outcome<std::string>& next() const { return next_; }

private:
  const page_request& wanted_;
  const std::function<outcome<row_use>(std::string_view)>& look_;
  std::size_t items_ = 0;
  std::size_t looked_at_ = 0;
  std::uint64_t last_ = 0;
  outcome<std::string> next_ = std::string{};
};

} // namespace

outcome<std::string>
read_page(const view_store& views, const row_range& range, const page_request& wanted,
          const std::function<outcome<row_use>(std::string_view value)>& look) {
  if (wanted.items == 0 || wanted.items > limits::page_items_max)
    return failure{errc::invalid_argument,
                   "A page has 1 to " + std::to_string(limits::page_items_max) + " items."};
  auto start = start_of(wanted);
  if (!start)
    return start.error();
  page_walk walk{wanted, look};
  auto read = views.scan(range.projection, range.prefix + be64(*start), wanted.newest_first,
                         [&](std::string_view key, std::string_view value) {
                           if (!key.starts_with(range.prefix))
                             return false;
                           auto position = from_be64(key.substr(range.prefix.size()));
                           return position && walk.take(*position, value);
                         });
  if (!read)
    return read.error();
  return walk.next();
}

} // namespace gatehouse
