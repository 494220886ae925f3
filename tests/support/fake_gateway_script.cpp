#include "tests/support/fake_gateway.hpp"

#include <utility>

namespace gatehouse {

using guard = std::lock_guard<std::mutex>;

template <class Done> bool fake_gateway::wait(Done done) const {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, std::chrono::seconds{10}, done);
}

// -- the script
// --------------------------------------------------------------------------------------

void fake_gateway::add_token(const std::string& token, caller who) {
  guard lock(mutex_);
  tokens_[token] = std::move(who);
}

void fake_gateway::add_org(const std::string& slug, const org_id& id) {
  guard lock(mutex_);
  orgs_[slug] = id;
}

void fake_gateway::add_toolkit(const org_id& org, const std::string& slug, const toolkit_id& id) {
  guard lock(mutex_);
  toolkits_[{org, slug}] = id;
}

void fake_gateway::remove_org(const std::string& slug) {
  guard lock(mutex_);
  orgs_.erase(slug);
}

void fake_gateway::set_tools(std::vector<std::string> names) {
  std::vector<catalog_listing::entry> items;
  for (auto& name : names)
    items.push_back({name, R"({"name":")" + name + R"(","inputSchema":{"type":"object"}})"});
  set_list(catalog_list::tools, std::move(items));
}

void fake_gateway::set_list(catalog_list what, std::vector<catalog_listing::entry> items) {
  guard lock(mutex_);
  lists_[what] = std::make_shared<catalog_listing>(catalog_listing{std::move(items)});
}

void fake_gateway::answer_calls(const std::string& tool, outcome<call_answer> with) {
  guard lock(mutex_);
  answers_[tool] = std::move(with);
}

void fake_gateway::hold_calls(const std::string& tool) {
  guard lock(mutex_);
  answers_[tool] = std::nullopt;
}

void fake_gateway::finish_call(std::uint64_t handle, outcome<call_answer> with) {
  call_events events;
  {
    guard lock(mutex_);
    auto held = held_.extract(handle);
    if (held.empty())
      return;
    events = std::move(held.mapped());
  }
  post<call_answer>(std::move(events.on_done), std::move(with));
}

void fake_gateway::say(std::uint64_t handle, client_message what) {
  guard lock(mutex_);
  if (auto held = held_.find(handle); held != held_.end())
    loop_.post([hear = held->second.on_message, what = std::move(what)] { hear(what); });
}

void fake_gateway::announce(const client_message& what) {
  guard lock(mutex_);
  for (const auto& [handle, one] : watchers_)
    loop_.post([hear = one.hear, what] { hear(what); });
}

void fake_gateway::hold_openings() {
  guard lock(mutex_);
  holding_openings_ = true;
}

void fake_gateway::release_openings() {
  guard lock(mutex_);
  holding_openings_ = false;
  for (auto& opening : std::exchange(openings_, {}))
    loop_.post(std::move(opening));
}

void fake_gateway::fail_with(std::optional<failure> why) {
  guard lock(mutex_);
  failing_ = std::move(why);
}

void fake_gateway::set_ready(outcome<nothing> state) {
  guard lock(mutex_);
  ready_ = std::move(state);
}

// -- what happened
// -----------------------------------------------------------------------------------

std::size_t fake_gateway::open_sessions() const {
  guard lock(mutex_);
  return sessions_.size();
}

std::vector<client_request> fake_gateway::calls() const {
  guard lock(mutex_);
  return calls_;
}

std::vector<std::uint64_t> fake_gateway::handles() const {
  guard lock(mutex_);
  return handles_;
}

std::vector<input_round> fake_gateway::rounds() const {
  guard lock(mutex_);
  return rounds_;
}

std::vector<watch_filter> fake_gateway::watches() const {
  guard lock(mutex_);
  std::vector<watch_filter> open;
  for (const auto& [handle, one] : watchers_)
    open.push_back(one.what);
  return open;
}

std::vector<client_hello> fake_gateway::hellos() const {
  guard lock(mutex_);
  return hellos_;
}

std::vector<std::string> fake_gateway::refused_authentications() const {
  guard lock(mutex_);
  return refused_;
}

std::size_t fake_gateway::authentications() const {
  guard lock(mutex_);
  return authentications_;
}

bool fake_gateway::wait_for_calls(std::size_t count) const {
  return wait([&] { return calls_.size() >= count; });
}

bool fake_gateway::wait_for_cancelled(std::size_t count) const {
  return wait([&] { return cancelled_.size() >= count; });
}

bool fake_gateway::wait_for_sessions(std::size_t count) const {
  return wait([&] { return sessions_.size() == count; });
}

std::vector<fake_gateway::server_answer> fake_gateway::server_answers() const {
  guard lock(mutex_);
  return server_answers_;
}

std::vector<std::string> fake_gateway::log_levels() const {
  guard lock(mutex_);
  return log_levels_;
}

std::vector<session_id> fake_gateway::roots_changes() const {
  guard lock(mutex_);
  return roots_changes_;
}

bool fake_gateway::wait_for_server_answers(std::size_t count) const {
  return wait([&] { return server_answers_.size() >= count; });
}

bool fake_gateway::wait_for_watches(std::size_t count) const {
  return wait([&] { return watchers_.size() == count; });
}

std::vector<std::uint64_t> fake_gateway::cancelled() const {
  guard lock(mutex_);
  return cancelled_;
}

} // namespace gatehouse
