#include "storage/json/rfc3339.hpp"
#include "storage/query/org_records.hpp"
#include "storage/query/row_columns.hpp"
#include "storage/record_json.hpp"

#include <array>
#include <deque>

namespace gatehouse {

namespace {

constexpr std::size_t portion_rows = 64;
constexpr std::size_t portion_records = 1'024; ///< passed over, then the clock is looked at

/// What is told of a record without decoding its event.
struct event_line {
  journal_position position;
  unix_us at;
  std::string stream;
  std::string kind;
  stream_version version;
  std::string type;
  org_id org;
  principal_id principal;
  token_id credential;
  session_id session;
  correlation_id correlation;
  journal_position causation;
  std::string event;

  template <class Self, class F> static void fields(Self& s, F&& f) {
    f(1, "position", s.position);
    f(2, "at", s.at);
    f(3, "stream", s.stream);
    f(4, "kind", s.kind);
    f(5, "version", s.version);
    f(6, "type", s.type);
    f(7, "org", s.org);
    f(8, "principal", s.principal);
    f(9, "credential", s.credential);
    f(10, "session", s.session);
    f(11, "correlation", s.correlation);
    f(12, "causation", s.causation);
    f(13, "event", s.event);
  }
};

constexpr auto meanings = std::to_array<column_meaning>({
    {"position", "place in the journal"},
    {"at", "when it was recorded"},
    {"stream", "the stream's name, e.g. `session/...`"},
    {"kind", "the part before the slash"},
    {"version", "place in the stream"},
    {"type", "name of the event, see events.md"},
    {"org", "the organization's id"},
    {"principal", "who caused it"},
    {"credential", "id of the token that was shown"},
    {"session", "the session's id"},
    {"correlation", "what it belongs to"},
    {"causation", "position of the event that led to it; 0: none"},
    {"event", "the event as a JSON object; sealed content stays sealed"},
});

/// The records of the scope's organization, read in portions.
class event_rows final : public query_rows {
public:
  event_rows(const query_scope& scope, const std::vector<query_column>& columns,
             std::vector<column_bound> bounds)
      : scope_(scope), columns_(columns), bounds_(std::move(bounds)), own_(scope),
        last_(scope.head) {}

  outcome<bool> next() override {
    if (!begun_)
      if (auto begun = begin(); !begun)
        return begun.error();
    while (portion_.empty() && !exhausted_) {
      auto good = scope_.go_on();
      if (good)
        good = read_portion();
      if (!good)
        return good.error();
    }
    if (portion_.empty())
      return false;
    record_ = std::move(portion_.front());
    portion_.pop_front();
    text_.reset();
    return !until_ || to_rfc3339(record_.at) <= *until_;
  }

  outcome<query_value> value(std::size_t column) const override {
    const auto name = columns_[column].name;
    if (name == "event" || name == "type") {
      if (!text_) {
        auto text = event_to_json(record_);
        if (!text)
          return text.error();
        text_ = *std::move(text);
      }
      return query_value{name == "type" ? std::string{text_->type} : text_->json};
    }
    return value_of_field(line_of(record_), name);
  }

private:
  static event_line line_of(const record& one) {
    const auto& context = one.context;
    return {one.position,
            one.at,
            one.stream.value,
            std::string{one.stream.kind()},
            one.version,
            {},
            context.org,
            context.principal,
            context.credential,
            context.session,
            context.correlation,
            context.causation,
            {}};
  }

  outcome<nothing> begin() {
    begun_ = true;
    for (const auto& bound : bounds_) {
      if (const auto* text = std::get_if<std::string>(&bound.value))
        narrow(bound, *text);
      else if (const auto* number = std::get_if<std::int64_t>(&bound.value))
        narrow(bound, *number);
    }
    if (stream_)
      return nothing{};
    next_ = first_;
    return since_ ? seek_since() : nothing{};
  }

  void narrow(const column_bound& bound, const std::string& text) {
    if (bound.column == "stream")
      stream_ = stream_id{text};
    if (bound.column != "at")
      return;
    if (bound.how != bound_kind::at_most && (!since_ || text > *since_))
      since_ = text;
    if (bound.how != bound_kind::at_least && (!until_ || text < *until_))
      until_ = text;
  }

  void narrow(const column_bound& bound, std::int64_t number) {
    const auto at = number < 0 ? 0 : static_cast<std::uint64_t>(number);
    if (bound.column != "position")
      return;
    if (bound.how != bound_kind::at_most)
      first_ = std::max(first_, at);
    if (bound.how != bound_kind::at_least)
      last_ = std::min(last_, journal_position{at});
  }

  /// Goes on at the first record that is not before `since_`, by halving.
  outcome<nothing> seek_since() {
    auto low = next_;
    auto high = last_.value + 1;
    while (low < high) {
      const auto middle = low + (high - low) / 2;
      std::string at;
      auto read = scope_.records({middle}, [&](const record& one) {
        at = to_rfc3339(one.at);
        return false;
      });
      if (!read)
        return read;
      if (!at.empty() && at < *since_)
        low = middle + 1;
      else
        high = middle;
    }
    next_ = low;
    return nothing{};
  }

  outcome<nothing> read_portion() {
    outcome<nothing> good = nothing{};
    std::size_t passed = 0;
    exhausted_ = true; // unless the visitor stops for want of room
    auto visit = [&](const record& one) {
      if (one.position > last_)
        return false;
      next_ = stream_ ? one.version.value : one.position.value + 1;
      auto shown = own_.shows(one);
      if (!shown)
        good = shown.error();
      else if (*shown)
        portion_.push_back(one);
      exhausted_ = ++passed < portion_records && portion_.size() < portion_rows;
      return good && exhausted_;
    };
    auto read =
        stream_ ? scope_.views.read(*stream_, {next_}, visit) : scope_.records({next_}, visit);
    return read ? good : read;
  }

  const query_scope& scope_;
  const std::vector<query_column>& columns_;
  std::vector<column_bound> bounds_;
  org_records own_;
  journal_position last_;
  bool begun_ = false;
  bool exhausted_ = false;
  std::optional<stream_id> stream_; ///< this one alone
  std::uint64_t first_ = 1;
  std::uint64_t next_ = 0; ///< a position; of one stream the version before the next
  std::optional<std::string> since_;
  std::optional<std::string> until_;
  std::deque<record> portion_;
  record record_;
  mutable std::optional<event_text> text_;
};

class events_table final : public query_table {
public:
  std::string_view name() const override { return "events"; }

  const std::vector<query_column>& columns() const override { return columns_; }

  bool is_key(std::string_view column, bound_kind how) const override {
    return column == "position" || column == "at" ||
           (column == "stream" && how == bound_kind::equal);
  }

  std::unique_ptr<query_rows> open(const query_scope& scope,
                                   const std::vector<column_bound>& bounds) const override {
    return std::make_unique<event_rows>(scope, columns_, bounds);
  }

private:
  std::vector<query_column> columns_ = columns_of<event_line>(meanings);
};

} // namespace

const query_table& events_query_table() {
  static const events_table table;
  return table;
}

const std::vector<const query_table*>& query_tables() {
  static const std::vector<const query_table*> all{
      &audit_query_table(), &sessions_query_table(), &toolkits_query_table(),
      &connections_query_table(), &events_query_table()};
  return all;
}

} // namespace gatehouse
