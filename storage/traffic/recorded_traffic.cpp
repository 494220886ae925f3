#include "storage/traffic/recorded_traffic.hpp"

#include "events/audit/audit_fold.hpp"
#include "events/connection/connection.hpp"
#include "events/org/org.hpp"
#include "events/session/session.hpp"
#include "storage/event_codec.hpp"
#include "storage/log_reader.hpp"

#include <functional>
#include <unordered_map>

namespace gatehouse {

namespace {

/// Version, nonce and tag around what is sealed: docs/formats/sealed.md.
constexpr std::size_t seal_bytes = 1 + 12 + 16;

std::uint64_t argument_bytes_of(const call_subject& subject) {
  const auto bytes = subject.arguments ? subject.arguments->box.size() : 0;
  return bytes > seal_bytes ? bytes - seal_bytes : 0;
}

/// Folds the calls of the sessions that are of interest, as the audit does.
class call_folder {
public:
  using choice = std::function<bool(const audit_entry& session, const record& one)>;

  call_folder(choice is_wanted, std::vector<recorded_call>& calls)
      : is_wanted_(std::move(is_wanted)), calls_(calls) {}

  outcome<nothing> take(const record& one) {
    return use_event<session>(one.event_number, one.event_version, one.payload, room_,
                              [&](const auto& event) { apply(one, event); });
  }

private:
  void apply(const record& one, const session_opened& event) {
    fold(sessions_[one.stream.value], one, event);
  }

  void apply(const record& one, const call_admitted& event) { begin(one, event); }

  void apply(const record& one, const call_denied& event) { begin(one, event); }

  void apply(const record& one, const call_completed& event) { end(one, event); }

  void apply(const record& one, const call_failed& event) { end(one, event); }

  void apply(const record& one, const call_interrupted& event) { end(one, event); }

  void apply(const record& one, const session_closed&) { sessions_.erase(one.stream.value); }

  template <class Event> void apply(const record&, const Event&) {
    // The rest does not change what is known of a call.
  }

  template <class Event> void begin(const record& one, const Event& event) {
    const auto& blank = sessions_[one.stream.value];
    if (!is_wanted_(blank, one))
      return;
    open_[event.subject.call.value] = calls_.size();
    auto& call = calls_.emplace_back(recorded_call{blank, argument_bytes_of(event.subject)});
    fold(call.entry, one, event);
  }

  template <class Event> void end(const record& one, const Event& event) {
    const auto found = open_.find(event.call.value);
    if (found == open_.end())
      return;
    fold(calls_[found->second].entry, one, event);
    open_.erase(found);
  }

  choice is_wanted_;
  std::vector<recorded_call>& calls_;
  event_room<session> room_;
  std::unordered_map<std::string, audit_entry> sessions_; ///< what their calls begin as, by stream
  std::unordered_map<std::string, std::size_t> open_;     ///< place of a call that has not ended
};

/// Reads what concerns one organization, by its slug.
class org_traffic {
public:
  using choice = std::function<bool(const audit_entry& session, unix_us at)>;

  /// `address` is that of a connection whose tools are of interest; empty: none.
  org_traffic(std::string slug, std::string address, const choice& is_wanted)
      : slug_(std::move(slug)), address_(std::move(address)),
        folder_(
            [this, is_wanted](const audit_entry& at, const record& one) {
              return one.context.org == org_ && is_wanted(at, one.at);
            },
            calls) {}

  outcome<nothing> read(const log_store& log) {
    outcome<nothing> good = nothing{};
    auto scanned = read_records(log, {1}, [&](const record& one) {
      good = take(one);
      return static_cast<bool>(good);
    });
    if (!scanned || !good)
      return scanned ? good : scanned;
    if (org_.empty())
      return failure{errc::not_found, "The record knows no organization '" + slug_ + "'."};
    return nothing{};
  }

  std::vector<recorded_call> calls;
  std::vector<listed_tool> tools; ///< of the connection, as last listed

private:
  outcome<nothing> take(const record& one) {
    if (one.stream.kind() == session::kind)
      return folder_.take(one);
    if (one.stream.kind() == org::kind)
      return use_event<org>(one.event_number, one.event_version, one.payload, orgs_,
                            [&](const auto& event) { note(one, event); });
    if (one.stream.kind() == connection::kind && !address_.empty())
      return use_event<connection>(one.event_number, one.event_version, one.payload, connections_,
                                   [&](const auto& event) { note(one, event); });
    return nothing{};
  }

  void note(const record&, const org_created& event) {
    if (event.slug == slug_)
      org_ = event.org;
  }

  void note(const record& one, const connection_created& event) {
    if (event.org == org_ && event.address == address_)
      connection_ = one.stream;
  }

  void note(const record& one, const catalog_listed& event) {
    if (one.stream == connection_)
      tools = event.tools;
  }

  template <class Event> void note(const record&, const Event&) {
    // The rest says neither who nor what.
  }

  std::string slug_;
  std::string address_;
  org_id org_;
  stream_id connection_;
  call_folder folder_;
  event_room<org> orgs_;
  event_room<connection> connections_;
};

} // namespace

outcome<std::vector<recorded_call>> read_traffic(const log_store& log, const traffic_filter& wanted,
                                                 std::size_t calls_max) {
  bool too_many = false;
  std::size_t count = 0;
  org_traffic found{wanted.org, {}, [&](const audit_entry& at, unix_us now) {
                      const bool is_wanted = at.resource == wanted.resource &&
                                             (!wanted.from || now >= *wanted.from) &&
                                             (!wanted.until || now < *wanted.until);
                      too_many = too_many || (is_wanted && ++count > calls_max);
                      return is_wanted && !too_many;
                    }};
  if (auto read = found.read(log); !read)
    return read.error();
  if (too_many)
    return failure{errc::limit_reached, "There are more than " + std::to_string(calls_max) +
                                            " such calls; take a shorter time."};
  return std::move(found.calls);
}

outcome<recorded_tools> read_recorded_tools(const log_store& log, const std::string& org,
                                            const std::string& address, std::size_t calls_max) {
  std::size_t count = 0;
  org_traffic found{org, address,
                    [&](const audit_entry&, unix_us) { return ++count <= calls_max; }};
  if (auto read = found.read(log); !read)
    return read.error();
  if (found.tools.empty())
    return failure{errc::not_found, "The record knows no tools of a connection '" + address + "'."};
  recorded_tools tools;
  for (const auto& tool : found.tools)
    tools[tool.name];
  const auto prefix = address + '.';
  for (const auto& [call, argument_bytes] : found.calls) {
    const bool was_answered =
        call.outcome == audit_outcome::ok || call.outcome == audit_outcome::tool_error;
    const auto at = was_answered && call.address.starts_with(prefix)
                        ? tools.find(call.address.substr(prefix.size()))
                        : tools.end();
    if (at != tools.end())
      at->second.push_back(
          {call.result_bytes, call.duration_us, call.outcome == audit_outcome::tool_error});
  }
  return tools;
}

} // namespace gatehouse
