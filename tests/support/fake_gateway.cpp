#include "tests/support/fake_gateway.hpp"

#include "actors/exposure.hpp"

#include <cassert>
#include <utility>

namespace gatehouse {

using guard = std::lock_guard<std::mutex>;

// -- gateway
// -----------------------------------------------------------------------------------------

void fake_gateway::stop(std::chrono::milliseconds) {}

std::string fake_gateway::take_new_operator_token() {
  return {};
}

outcome<caller> fake_gateway::authenticate(std::string_view token) const {
  guard lock(mutex_);
  ++authentications_;
  auto found = tokens_.find(token);
  if (found == tokens_.end())
    return failure{errc::unauthorized, {}};
  return found->second;
}

outcome<resource> fake_gateway::resolve(const caller& who, std::string_view org_slug,
                                        std::string_view toolkit_slug) const {
  guard lock(mutex_);
  resource what{who.org, {}, std::string{toolkit_slug}};
  if (!org_slug.empty()) {
    auto found = orgs_.find(org_slug);
    if (found == orgs_.end() || (!who.is_operator() && found->second != who.org))
      return failure{who.is_operator() ? errc::not_found : errc::forbidden,
                     "There is no such organization."};
    what.org = found->second;
  }
  if (what.org.empty())
    return failure{errc::forbidden, "The operator names an organization."};
  if (toolkit_slug.empty())
    return what;
  auto toolkit = toolkits_.find({what.org, std::string{toolkit_slug}});
  if (toolkit == toolkits_.end())
    return failure{errc::not_found, "MCP resource not found"};
  what.toolkit = toolkit->second;
  return what;
}

void fake_gateway::note_refused_authentication(std::string_view reason) {
  guard lock(mutex_);
  refused_.emplace_back(reason);
}

void fake_gateway::open_session(const binding& at, client_hello hello, answer<session_info> done) {
  guard lock(mutex_);
  hellos_.push_back(hello);
  if (failing_)
    return post<session_info>(std::move(done), *failing_);
  const session_info opened{{"session-" + std::to_string(next_++)}, hello.protocol_version};
  sessions_[opened.id] = {at, hello.protocol_version};
  changed_.notify_all();
  if (holding_openings_)
    openings_.push_back([done = std::move(done), opened] { done(opened); });
  else
    post<session_info>(std::move(done), opened);
}

outcome<session_info> fake_gateway::find(const session_id& id, const binding& at) const {
  if (failing_)
    return *failing_;
  auto found = sessions_.find(id);
  if (found == sessions_.end())
    return failure{errc::session_not_found, {}};
  const auto& owner = found->second.at;
  if (owner.who.principal != at.who.principal || !(owner.what == at.what))
    return failure{errc::session_foreign, {}};
  return session_info{id, found->second.protocol_version};
}

void fake_gateway::check_session(const session_id& id, const binding& at,
                                 answer<session_info> done) {
  guard lock(mutex_);
  post<session_info>(std::move(done), find(id, at));
}

void fake_gateway::close_session(const session_id& id, const binding& at, answer<nothing> done) {
  guard lock(mutex_);
  auto found = find(id, at);
  if (found)
    sessions_.erase(id);
  changed_.notify_all();
  post<nothing>(std::move(done), found ? outcome<nothing>{nothing{}} : found.error());
}

void fake_gateway::list(catalog_list what, const session_id& id, const binding& at,
                        answer<std::shared_ptr<const catalog_listing>> done) {
  using listing = std::shared_ptr<const catalog_listing>;
  guard lock(mutex_);
  auto& listed = lists_[what];
  if (!listed)
    listed = std::make_shared<catalog_listing>();
  auto found = find(id, at);
  post<listing>(std::move(done), found ? outcome<listing>{listed} : found.error());
}

outcome<tool_inventory> fake_gateway::inventory(const session_id& id, const binding& at) const {
  auto view = view_scope(published_, at);
  if (!view)
    return view.error();
  std::vector<std::shared_ptr<const catalog>> catalogs;
  for (const auto& one : view->connections)
    catalogs.push_back(catalogs_.find(one->state.id, id));
  return read_inventory(*view, exposure{*view, catalogs}, catalogs_);
}

std::uint64_t fake_gateway::call(const session_id& id, const binding& at, client_request call,
                                 call_events events) {
  guard lock(mutex_);
  const auto handle = next_++;
  if (auto found = find(id, at); !found) {
    post<call_answer>(std::move(events.on_done), found.error());
    return handle;
  }
  if (auto good = check(call); !good) {
    post<call_answer>(std::move(events.on_done), good.error());
    return handle;
  }
  auto scripted = answers_.find(call.name);
  calls_.push_back(std::move(call));
  handles_.push_back(handle);
  changed_.notify_all();
  if (scripted == answers_.end())
    post<call_answer>(std::move(events.on_done), failure{errc::tool_unknown, {}});
  else if (scripted->second)
    post<call_answer>(std::move(events.on_done), *scripted->second);
  else
    held_[handle] = std::move(events);
  return handle;
}

/// As the real one: holds a call against its tool's listing.
outcome<nothing> fake_gateway::check(const client_request& call) const {
  const auto tools = lists_.find(catalog_list::tools);
  if (!call.check_tool || tools == lists_.end())
    return nothing{};
  for (const auto& [name, json] : tools->second->items)
    if (name == call.name)
      return call.check_tool(json, call.arguments);
  return nothing{};
}

std::uint64_t fake_gateway::resume_call(const session_id& id, const binding& at,
                                        client_request what, input_round round,
                                        call_events events) {
  {
    guard lock(mutex_);
    rounds_.push_back(std::move(round));
  }
  return call(id, at, std::move(what), std::move(events));
}

void fake_gateway::answer_server(std::uint64_t handle, std::uint64_t reply_to, client_reply reply) {
  guard lock(mutex_);
  server_answers_.push_back({handle, reply_to, std::move(reply)});
  changed_.notify_all();
}

void fake_gateway::set_log_level(const session_id& id, const binding& at, std::string level,
                                 answer<nothing> done) {
  guard lock(mutex_);
  log_levels_.push_back(std::move(level));
  auto found = find(id, at);
  post<nothing>(std::move(done), found ? outcome<nothing>{nothing{}} : found.error());
}

void fake_gateway::stateless_session(const binding& at, client_hello hello,
                                     answer<session_info> done) {
  const std::pair key{at.who.credential, at.what.toolkit};
  {
    guard lock(mutex_);
    const auto known = stateless_.find(key);
    if (known != stateless_.end() && !failing_)
      return post<session_info>(std::move(done),
                                session_info{known->second, hello.protocol_version});
  }
  open_session(at, std::move(hello), [this, key, done](outcome<session_info> opened) {
    if (opened) {
      guard lock(mutex_);
      stateless_[key] = opened->id;
    }
    done(std::move(opened));
  });
}

std::uint64_t fake_gateway::watch(const session_id&, const binding&, watch_filter what,
                                  std::function<void(client_message)> hear) {
  guard lock(mutex_);
  const auto handle = next_++;
  watchers_[handle] = {what, std::move(hear)};
  changed_.notify_all();
  return handle;
}

void fake_gateway::roots_changed(const session_id& id) {
  guard lock(mutex_);
  roots_changes_.push_back(id);
}

void fake_gateway::unwatch(std::uint64_t handle) {
  guard lock(mutex_);
  watchers_.erase(handle);
  changed_.notify_all();
}

void fake_gateway::cancel_call(std::uint64_t handle) {
  {
    guard lock(mutex_);
    cancelled_.push_back(handle);
    changed_.notify_all();
  }
  finish_call(handle, failure{errc::cancelled, {}});
}

privacy& fake_gateway::content() {
  assert(content_);
  return *content_;
}

administration& fake_gateway::admin() {
  assert(admin_);
  return *admin_;
}

const published& fake_gateway::current() const {
  return published_;
}

queries& fake_gateway::records() {
  assert(records_);
  return *records_;
}

outcome<nothing> fake_gateway::ready() const {
  guard lock(mutex_);
  return ready_;
}

std::string fake_gateway::metrics_text() const {
  return "gatehouse_fake 1\n";
}

} // namespace gatehouse
