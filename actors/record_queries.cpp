#include "actors/record_queries.hpp"

#include "storage/projections/audit_query.hpp"

namespace gatehouse {

template <class T> void record_queries::read(std::function<outcome<T>()> find, answer<T> done) {
  auto reply = [this, done = std::move(done)](outcome<T> result) {
    loop_.post([done, result = std::move(result)]() mutable { done(std::move(result)); });
  };
  follower_.wait_for(log_.head(),
                     [this, find = std::move(find), reply](const outcome<nothing>& there) {
                       if (!there)
                         return reply(there.error());
                       chores_.post([find, reply] { reply(find()); });
                     });
}

void record_queries::audit(audit_filter filter, page_request page_wanted,
                           answer<page<audit_entry>> done) {
  read<page<audit_entry>>(
      [this, filter = std::move(filter), page_wanted = std::move(page_wanted)] {
        return find_audit(views_, filter, page_wanted);
      },
      std::move(done));
}

void record_queries::audit_call(org_id org, call_id id, answer<audit_entry> done) {
  read<audit_entry>(
      [this, org = std::move(org), id = std::move(id)] { return find_call(views_, org, id); },
      std::move(done));
}

void record_queries::session(session_id id, answer<session_row> done) {
  read<session_row>([this, id = std::move(id)] { return find_session(views_, id); },
                    std::move(done));
}

void record_queries::sessions(org_id org, page_request page_wanted,
                              answer<page<session_row>> done) {
  read<page<session_row>>(
      [this, org = std::move(org), page_wanted = std::move(page_wanted)] {
        return find_sessions(views_, org, page_wanted);
      },
      std::move(done));
}

} // namespace gatehouse
