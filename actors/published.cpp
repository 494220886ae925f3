#include "actors/published.hpp"

#include <mutex>

namespace gatehouse {

namespace {

const instance::state no_instance;
const org::state no_org;

template <class Map, class Key> auto look_up(const Map& map, const Key& key) {
  auto found = map.find(key);
  return found == map.end() ? typename Map::mapped_type{} : found->second;
}

std::vector<policy_rule> rules_of(const org::state& state, const user_id& owner) {
  auto found = state.policies.find(owner);
  return found == state.policies.end() ? std::vector<policy_rule>{} : in_order(found->second);
}

} // namespace

published::entry<instance> published::find_instance() const {
  std::shared_lock lock{mutex_};
  return instance_;
}

published::entry<org> published::find(const org_id& id) const {
  std::shared_lock lock{mutex_};
  return look_up(orgs_, id);
}

published::entry<toolkit> published::find(const toolkit_id& id) const {
  std::shared_lock lock{mutex_};
  return look_up(toolkits_, id);
}

published::entry<connection> published::find(const connection_id& id) const {
  std::shared_lock lock{mutex_};
  return look_up(connections_, id);
}

std::vector<published::entry<org>> published::orgs() const {
  std::shared_lock lock{mutex_};
  std::vector<entry<org>> all;
  all.reserve(orgs_.size());
  for (const auto& [id, one] : orgs_)
    all.push_back(one);
  return all;
}

std::shared_ptr<const policy_snapshot> published::policy_of(const toolkit_id& id) const {
  std::shared_lock lock{mutex_};
  return look_up(toolkit_policies_, id);
}

std::shared_ptr<const policy_snapshot> published::policy_of(const org_id& id,
                                                            const user_id& user) const {
  std::unique_lock lock{mutex_};
  auto owner = look_up(orgs_, id);
  if (!owner)
    return nullptr;
  auto& cached = org_policies_[{id, user}];
  if (!cached) {
    const auto& state = owner->state;
    auto personal = user.empty() ? std::vector<policy_rule>{} : rules_of(state, user);
    cached = std::make_shared<const policy_snapshot>(
        policy_snapshot::for_org(rules_of(state, {}), std::move(personal), owner->version, user));
  }
  return cached;
}

void published::publish(const stream_id&, entry<instance> one) {
  auto before = find_instance();
  tokens_.replace(before ? before->state : no_instance, one->state);
  std::unique_lock lock{mutex_};
  instance_ = std::move(one);
}

void published::publish(const stream_id& stream, entry<org> one) {
  org_id id{std::string{stream.key()}};
  auto before = find(id);
  tokens_.replace(before ? before->state : no_org, one->state);
  std::unique_lock lock{mutex_};
  std::erase_if(org_policies_, [&](const auto& cached) { return cached.first.first == id; });
  orgs_[id] = std::move(one);
}

void published::publish(const stream_id& stream, entry<toolkit> one) {
  auto policy = std::make_shared<const policy_snapshot>(snapshot_of(one->state, one->version));
  toolkit_id id{std::string{stream.key()}};
  std::unique_lock lock{mutex_};
  toolkits_[id] = std::move(one);
  toolkit_policies_[id] = std::move(policy);
}

void published::publish(const stream_id& stream, entry<connection> one) {
  std::unique_lock lock{mutex_};
  connections_[connection_id{std::string{stream.key()}}] = std::move(one);
}

} // namespace gatehouse
