#include "actors/record_queries.hpp"

#include "storage/projections/audit_query.hpp"
#include "storage/query/summarize_audit.hpp"

namespace gatehouse {

namespace {

failure busy() {
  return {errc::overloaded, "As many queries run as may; try again when one has ended."};
}

} // namespace

template <class T>
void record_queries::read(background& where, std::function<outcome<T>()> find, answer<T> done) {
  auto reply = [this, done = std::move(done)](outcome<T> result) {
    loop_.post([done, result = std::move(result)]() mutable { done(std::move(result)); });
  };
  follower_.wait_for(log_.head(),
                     [&where, find = std::move(find), reply](const outcome<nothing>& there) {
                       if (!there)
                         return reply(there.error());
                       where.post([find, reply] { reply(find()); });
                     });
}

void record_queries::audit(audit_filter filter, page_request page_wanted,
                           answer<page<audit_entry>> done) {
  read<page<audit_entry>>(
      chores_,
      [this, filter = std::move(filter), page_wanted = std::move(page_wanted)] {
        return find_audit(views_, filter, page_wanted);
      },
      std::move(done));
}

void record_queries::audit_call(org_id org, call_id id, answer<audit_entry> done) {
  read<audit_entry>(
      chores_,
      [this, org = std::move(org), id = std::move(id)] { return find_call(views_, org, id); },
      std::move(done));
}

void record_queries::session(session_id id, answer<session_row> done) {
  read<session_row>(
      chores_, [this, id = std::move(id)] { return find_session(views_, id); }, std::move(done));
}

void record_queries::sessions(org_id org, page_request page_wanted,
                              answer<page<session_row>> done) {
  read<page<session_row>>(
      chores_,
      [this, org = std::move(org), page_wanted = std::move(page_wanted)] {
        return find_sessions(views_, org, page_wanted);
      },
      std::move(done));
}

void record_queries::audit_news(audit_filter filter, journal_position after,
                                answer<gatehouse::audit_news> done) {
  const auto head = log_.head();
  read<gatehouse::audit_news>(
      chores_,
      [this, filter = std::move(filter), after, head] {
        return find_news(views_, records(), filter, after, head);
      },
      std::move(done));
}

// -- reads that may take long ---------------------------------------------------------------------

record_reader record_queries::records() const {
  return [this](journal_position from, const std::function<bool(const record&)>& visit) {
    return log_.read_all(from, visit);
  };
}

template <class T> void record_queries::refuse(failure why, answer<T> done) {
  loop_.post([done = std::move(done), why = std::move(why)] { done(why); });
}

class record_queries::slot {
public:
  explicit slot(std::shared_ptr<std::atomic<std::size_t>> running) : running_(std::move(running)) {}

  slot(const slot&) = delete;
  slot& operator=(const slot&) = delete;

  ~slot() { release(); }

  void release() {
    if (!released_.exchange(true))
      running_->fetch_sub(1);
  }

  /// Returns `done`, which gives the slot back before it is called: whoever has an answer may ask
  /// again.
  template <class T> static answer<T> until(std::shared_ptr<slot> held, answer<T> done) {
    return [held = std::move(held), done = std::move(done)](outcome<T> result) {
      held->release();
      done(std::move(result));
    };
  }

private:
  std::shared_ptr<std::atomic<std::size_t>> running_;
  std::atomic<bool> released_ = false;
};

std::shared_ptr<record_queries::slot> record_queries::take_slot() {
  if (running_->fetch_add(1) < limits::queries_running_max)
    return std::make_shared<slot>(running_);
  running_->fetch_sub(1);
  return nullptr;
}

std::function<bool()> record_queries::ends_with(give_up_flag given_up) const {
  return [given_up = std::move(given_up), ending = ending_] { return *given_up || *ending; };
}

void record_queries::audit_summary(audit_filter filter, give_up_flag given_up,
                                   answer<gatehouse::audit_summary> done) {
  auto held = take_slot();
  if (!held)
    return refuse(busy(), std::move(done));
  const auto head = log_.head();
  read<gatehouse::audit_summary>(
      searches_,
      [this, filter = std::move(filter), head, ends = ends_with(std::move(given_up))] {
        return summarize_audit(views_, filter, head, ends);
      },
      slot::until(std::move(held), std::move(done)));
}

void record_queries::query(const caller& by, org_id org, std::string text, give_up_flag given_up,
                           answer<query_result> done) {
  if (auto good = check_query_text(text); !good)
    return refuse(good.error(), std::move(done));
  search<query_result>(
      by, org, text,
      [text, ends = ends_with(std::move(given_up))](query_scope scope) {
        return run_query(std::move(scope), text, ends);
      },
      std::move(done));
}

void record_queries::dump(const caller& by, org_id org, journal_position after,
                          give_up_flag given_up, answer<dump_part> done) {
  search<dump_part>(
      by, org, "dump after " + std::to_string(after.value),
      [after, ends = ends_with(std::move(given_up))](query_scope scope) {
        scope.go_on = [&ends]() -> outcome<nothing> {
          return ends() ? outcome<nothing>{failure{errc::cancelled, "Nobody waits for it."}}
                        : nothing{};
        };
        return dump_records(scope, after);
      },
      std::move(done));
}

template <class T>
void record_queries::search(const caller& by, const org_id& org, const std::string& text,
                            std::function<outcome<T>(query_scope)> find, answer<T> done) {
  auto held = take_slot();
  if (!held)
    return refuse(busy(), std::move(done));
  const auto viewer = by.is_operator() ? std::nullopt : std::optional{by.user};
  auto run = [this, org, viewer, find = std::move(find),
              answered =
                  slot::until(std::move(held), std::move(done))](const outcome<nothing>& recorded) {
    if (!recorded)
      return refuse(recorded.error(), answered);
    const query_scope scope{views_, records(), org, log_.head(), viewer};
    read<T>(
        searches_, [scope, find] { return find(scope); }, answered);
  };
  recorder_(by, org, text, run);
}

} // namespace gatehouse
