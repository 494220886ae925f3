#include "storage/query/position_rows.hpp"

#include "storage/keys.hpp"

namespace gatehouse {

namespace {

constexpr std::size_t portion_rows = 256;

} // namespace

outcome<nothing> position_rows::read_portion(std::size_t rows) {
  portion_.clear();
  auto read = views_.scan(projection_, prefix_ + be64(next_), false,
                          [&](std::string_view key, std::string_view value) {
                            if (!key.starts_with(prefix_))
                              return false;
                            const auto position = from_be64(key.substr(prefix_.size()));
                            if (!position || *position > last_.value)
                              return false;
                            portion_.emplace_back(journal_position{*position}, value);
                            return portion_.size() < rows;
                          });
  if (!read)
    return read;
  exhausted_ = portion_.size() < rows;
  if (!portion_.empty())
    next_ = portion_.back().first.value + 1;
  return nothing{};
}

outcome<bool> position_rows::take(std::pair<journal_position, std::string>& row) {
  if (portion_.empty() && !exhausted_)
    if (auto read = read_portion(portion_rows); !read)
      return read.error();
  if (portion_.empty())
    return false;
  row = std::move(portion_.front());
  portion_.pop_front();
  return true;
}

outcome<bool> position_rows::row_from(std::uint64_t position,
                                      std::pair<journal_position, std::string>& row) {
  seek(position);
  if (auto read = read_portion(1); !read)
    return read.error();
  if (portion_.empty())
    return false;
  row = std::move(portion_.front());
  return true;
}

outcome<nothing>
position_rows::seek_past(const std::function<outcome<bool>(std::string_view value)>& is_before) {
  std::uint64_t low = next_;
  std::uint64_t high = last_.value + 1;
  while (low < high) {
    const auto middle = low + (high - low) / 2;
    std::pair<journal_position, std::string> row;
    auto found = row_from(middle, row);
    auto before = found && *found ? is_before(row.second) : found;
    if (!before)
      return before.error();
    if (*before)
      low = row.first.value + 1;
    else
      high = middle;
  }
  seek(low);
  return nothing{};
}

} // namespace gatehouse
