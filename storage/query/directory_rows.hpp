#pragma once

#include "storage/folded_state.hpp"
#include "storage/projections/directory_projection.hpp"
#include "storage/query/org_records.hpp"
#include "storage/query/row_columns.hpp"

#include <functional>
#include <string>
#include <vector>

namespace gatehouse {

/// Returns the streams of one kind that belong to the scope's organization and that its viewer may
/// see, in the order of their names; the one of the entity `id` alone if that is not empty.
outcome<std::vector<stream_id>> streams_of(const query_scope& scope, std::string_view kind,
                                           const std::string& id);

/// Returns the id that the bounds ask for, empty if none.
std::string id_bound(const std::vector<column_bound>& bounds, std::string_view column);

/// One row for each stream of an aggregate: its folded state as `Row` tells it.
template <aggregate A, has_fields Row> class directory_rows final : public query_rows {
public:
  using telling = Row (*)(const folded_state<A>&);

  directory_rows(const query_scope& scope, telling tell, const std::vector<query_column>& columns,
                 std::string id)
      : scope_(scope), tell_(tell), columns_(columns), id_(std::move(id)) {}

  outcome<bool> next() override {
    if (!streams_) {
      auto found = streams_of(scope_, A::kind, id_);
      if (!found)
        return found.error();
      streams_ = *std::move(found);
    }
    if (at_ == streams_->size())
      return false;
    auto folded = fold_copies<A>(scope_.views, (*streams_)[at_++], scope_.head);
    if (!folded)
      return folded.error();
    row_ = tell_(*folded);
    return true;
  }

  outcome<query_value> value(std::size_t column) const override {
    return value_of_field(row_, columns_[column].name);
  }

private:
  const query_scope& scope_;
  telling tell_;
  const std::vector<query_column>& columns_;
  std::string id_;
  std::optional<std::vector<stream_id>> streams_;
  std::size_t at_ = 0;
  Row row_;
};

/// A table of one row for each stream of an aggregate, found by the id of its entity.
template <aggregate A, has_fields Row> class directory_table final : public query_table {
public:
  using telling = typename directory_rows<A, Row>::telling;

  /// The column `id` is the key.
  directory_table(std::string_view name, std::string_view id, telling tell,
                  std::vector<query_column> columns)
      : name_(name), id_(id), tell_(tell), columns_(std::move(columns)) {}

  std::string_view name() const override { return name_; }

  const std::vector<query_column>& columns() const override { return columns_; }

  bool is_key(std::string_view column, bound_kind how) const override {
    return column == id_ && how == bound_kind::equal;
  }

  std::unique_ptr<query_rows> open(const query_scope& scope,
                                   const std::vector<column_bound>& bounds) const override {
    return std::make_unique<directory_rows<A, Row>>(scope, tell_, columns_, id_bound(bounds, id_));
  }

private:
  std::string_view name_;
  std::string_view id_;
  telling tell_;
  std::vector<query_column> columns_;
};

} // namespace gatehouse
