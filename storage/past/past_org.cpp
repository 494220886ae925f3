#include "storage/past/past_org.hpp"

namespace gatehouse {

namespace {

/// The states of every stream of an aggregate, by the id of its entity.
template <aggregate A> class folding {
public:
  outcome<nothing> apply(const record& one) {
    return states_[std::string{one.stream.key()}].apply(one);
  }

  std::map<std::string, folded_state<A>>& states() { return states_; }

private:
  std::map<std::string, folded_state<A>> states_;
};

template <class Id, aggregate A>
void take_own(folding<A>& all, const org_id& org, std::map<Id, folded_state<A>>& own) {
  for (auto& [id, one] : all.states())
    if (one.state.org == org)
      own.emplace(Id{id}, std::move(one));
}

} // namespace

const folded_state<toolkit>* past_org::find_toolkit(const std::string& slug_or_id) const {
  if (auto named = toolkits.find({slug_or_id}); named != toolkits.end())
    return &named->second;
  const folded_state<toolkit>* found = nullptr;
  for (const auto& [id, one] : toolkits)
    if (one.state.slug == slug_or_id && (found == nullptr || one.state.live()))
      found = &one;
  return found;
}

outcome<past_org> fold_org(const log_store& log, const std::string& slug_or_id, const moment& at) {
  folding<org> orgs;
  folding<toolkit> toolkits;
  folding<connection> connections;
  auto read = read_until(log, at, [&](const record& one) -> outcome<nothing> {
    const auto kind = one.stream.kind();
    if (kind == org::kind)
      return orgs.apply(one);
    if (kind == toolkit::kind)
      return toolkits.apply(one);
    if (kind == connection::kind)
      return connections.apply(one);
    return nothing{};
  });
  if (!read)
    return read.error();
  for (auto& [id, one] : orgs.states()) {
    if (id != slug_or_id && one.state.slug != slug_or_id)
      continue;
    past_org found;
    found.own = std::move(one);
    take_own(toolkits, {id}, found.toolkits);
    take_own(connections, {id}, found.connections);
    return found;
  }
  return failure{errc::not_found, "There was no organization \"" + slug_or_id + "\" then."};
}

user_id user_of(const principal_id& principal) {
  return principal.value.starts_with("user_") ? user_id{principal.value} : user_id{};
}

} // namespace gatehouse
