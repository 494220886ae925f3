#pragma once

#include "actors/queries.hpp"
#include "actors/upstream/io_loop.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace gatehouse {

/// Records in memory: `entries` and `rows` in the order of their positions, a cursor is the number
/// of items shown. Keeps what it was asked.
///
/// Thread rule: queries on the loop; the members before the first request and after the last.
class fake_records final : public queries {
public:
  explicit fake_records(io_loop& loop) : loop_(loop) {}

  std::vector<audit_entry> entries;
  std::vector<session_row> rows;
  audit_filter asked;
  page_request asked_page;

  void audit(audit_filter filter, page_request wanted, answer<page<audit_entry>> done) override {
    asked = filter;
    asked_page = wanted;
    post(std::move(done), page_of_items(entries, wanted));
  }

  void audit_call(org_id org, call_id id, answer<audit_entry> done) override {
    auto found = std::find_if(entries.begin(), entries.end(), [&](const audit_entry& one) {
      return one.org == org && one.call == id;
    });
    post<audit_entry>(std::move(done), found == entries.end()
                                           ? outcome<audit_entry>{failure{errc::not_found, {}}}
                                           : *found);
  }

  void session(session_id id, answer<session_row> done) override {
    auto found = std::find_if(rows.begin(), rows.end(),
                              [&](const session_row& one) { return one.session == id; });
    post<session_row>(
        std::move(done),
        found == rows.end() ? outcome<session_row>{failure{errc::session_not_found, {}}} : *found);
  }

  void sessions(org_id, page_request wanted, answer<page<session_row>> done) override {
    asked_page = wanted;
    post(std::move(done), page_of_items(rows, wanted));
  }

  /// Each entry of the org that matches is news at its position.
  void audit_news(audit_filter filter, journal_position after,
                  answer<gatehouse::audit_news> done) override {
    asked = filter;
    gatehouse::audit_news news{{}, after};
    for (const auto& one : entries)
      if (one.position > after && matches(filter, one)) {
        news.changes.push_back({one.position, one});
        news.seen = one.position;
      }
    post<gatehouse::audit_news>(std::move(done), std::move(news));
  }

  void audit_summary(audit_filter filter, give_up_flag,
                     answer<gatehouse::audit_summary> done) override {
    asked = filter;
    gatehouse::audit_summary summary;
    for (const auto& one : entries)
      if (matches(filter, one))
        summary.add(one);
    post<gatehouse::audit_summary>(std::move(done), std::move(summary));
  }

  std::string asked_sql;
  principal_id asked_by;
  outcome<query_result> query_answer = query_result{};

  void query(const caller& by, org_id org, std::string text, give_up_flag,
             answer<query_result> done) override {
    asked.org = std::move(org);
    asked_by = by.principal;
    asked_sql = std::move(text);
    post(std::move(done), query_answer);
  }

  std::vector<std::string> lines; ///< of a dump, each at its position; it comes in parts of one

  void dump(const caller& by, org_id org, journal_position after, give_up_flag,
            answer<dump_part> done) override {
    asked.org = std::move(org);
    asked_by = by.principal;
    dump_part part{{}, after, true};
    if (after.value < lines.size())
      part = {lines[after.value] + "\n", {after.value + 1}, after.value + 1 == lines.size()};
    post<dump_part>(std::move(done), std::move(part));
  }

private:
  template <class T>
  static outcome<page<T>> page_of_items(std::vector<T> all, const page_request& wanted) {
    if (wanted.newest_first)
      std::reverse(all.begin(), all.end());
    const auto first = wanted.cursor.empty() ? 0 : std::stoul(wanted.cursor);
    const auto last = std::min(all.size(), first + wanted.items);
    page<T> one;
    for (auto at = first; at < last; ++at)
      one.items.push_back(all[at]);
    one.next = last < all.size() ? std::to_string(last) : "";
    return one;
  }

  template <class T> void post(answer<T> done, outcome<T> value) {
    loop_.post([done = std::move(done), value = std::move(value)] { done(value); });
  }

  io_loop& loop_;
};

} // namespace gatehouse
