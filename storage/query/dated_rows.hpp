#pragma once

#include "storage/codec.hpp"
#include "storage/json/rfc3339.hpp"
#include "storage/query/position_rows.hpp"
#include "storage/query/row_columns.hpp"

#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace gatehouse {

/// Where the rows of a table lie, and by what they are found.
template <has_fields Row> struct dated_layout {
  std::string_view projection;
  std::string prefix;
  unix_us Row::*time;
  std::string_view time_column; ///< a time that never decreases along the rows
  std::string_view id_column;
  std::function<outcome<std::optional<Row>>(const std::string& id)> find; ///< by id
};

/// The rows of a projection in the order of the journal, begun and ended where the bounds allow.
template <has_fields Row> class dated_rows : public query_rows {
public:
  dated_rows(const query_scope& scope, dated_layout<Row> layout,
             const std::vector<query_column>& columns, std::vector<column_bound> bounds)
      : layout_(std::move(layout)), columns_(columns), bounds_(std::move(bounds)),
        rows_(scope.views, layout_.projection, layout_.prefix, scope.head) {}

  outcome<bool> next() override {
    if (!begun_)
      if (auto begun = begin(); !begun)
        return begun.error();
    if (only_) {
      row_ = only_->value_or(Row{});
      const bool there = only_->has_value();
      only_->reset();
      return there;
    }
    std::pair<journal_position, std::string> raw;
    auto taken = rows_.take(raw);
    if (!taken || !*taken)
      return taken;
    auto row = decode_fields<Row>(raw.second);
    if (!row)
      return row.error();
    row_ = *std::move(row);
    return !until_ || to_rfc3339(row_.*layout_.time) <= *until_;
  }

  outcome<query_value> value(std::size_t column) const override {
    return value_of_field(row_, columns_[column].name);
  }

protected:
  const Row& row() const { return row_; }

  std::string_view name_of_column(std::size_t column) const { return columns_[column].name; }

private:
  outcome<nothing> begin() {
    begun_ = true;
    outcome<nothing> good = nothing{};
    for (const auto& bound : bounds_) {
      if (const auto* text = std::get_if<std::string>(&bound.value))
        good = narrow(bound, *text);
      else if (const auto* number = std::get_if<std::int64_t>(&bound.value))
        narrow(bound, *number);
      if (!good)
        return good;
    }
    if (!since_ || only_)
      return nothing{};
    return rows_.seek_past([this](std::string_view value) -> outcome<bool> {
      auto row = decode_fields<Row>(value);
      if (!row)
        return row.error();
      return to_rfc3339((*row).*layout_.time) < *since_;
    });
  }

  outcome<nothing> narrow(const column_bound& bound, const std::string& text) {
    if (bound.column == layout_.id_column) {
      auto found = layout_.find(text);
      if (!found)
        return found.error();
      only_ = *std::move(found);
      return nothing{};
    }
    if (bound.column != layout_.time_column)
      return nothing{};
    if (bound.how != bound_kind::at_most && (!since_ || text > *since_))
      since_ = text;
    if (bound.how != bound_kind::at_least && (!until_ || text < *until_))
      until_ = text;
    return nothing{};
  }

  /// The only column of numbers that is a key is the position.
  void narrow(const column_bound& bound, std::int64_t number) {
    const journal_position at{number < 0 ? 0 : static_cast<std::uint64_t>(number)};
    if (bound.column != "position")
      return;
    if (bound.how != bound_kind::at_most)
      rows_.begin_at(at);
    if (bound.how != bound_kind::at_least)
      rows_.end_at(at);
  }

  dated_layout<Row> layout_;
  const std::vector<query_column>& columns_;
  std::vector<column_bound> bounds_;
  position_rows rows_;
  Row row_;
  bool begun_ = false;
  std::optional<std::optional<Row>> only_; ///< found by its id, once
  std::optional<std::string> since_;
  std::optional<std::string> until_;
};

/// A table whose rows are dated.
class dated_table : public query_table {
public:
  dated_table(std::vector<query_column> columns, std::string_view time, std::string_view id)
      : columns_(std::move(columns)), time_(time), id_(id) {}

  const std::vector<query_column>& columns() const override { return columns_; }

  bool is_key(std::string_view column, bound_kind how) const override {
    return column == time_ || column == "position" || (column == id_ && how == bound_kind::equal);
  }

private:
  std::vector<query_column> columns_;
  std::string_view time_;
  std::string_view id_;
};

} // namespace gatehouse
