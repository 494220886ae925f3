#include "actors/exposure.hpp"

#include <algorithm>

namespace gatehouse {

namespace {

bool same_reads(const std::vector<stream_read>& left, const std::vector<stream_read>& right) {
  return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                    [](const stream_read& a, const stream_read& b) {
                      return a.stream == b.stream && a.version == b.version;
                    });
}

} // namespace

std::shared_ptr<const exposure> exposures::find(const scope_view& view, const binding& at,
                                                const session_id& session) {
  const auto own = tools_.own_of(session);
  std::vector<std::shared_ptr<const catalog>> listed;
  for (const auto& one : view.connections) {
    const auto found = own.find(one->state.id);
    listed.push_back(found == own.end() ? tools_.find(one->state.id) : found->second);
  }
  const key k{at.what.org, at.what.toolkit, at.what.toolkit.empty() ? at.who.user : user_id{},
              own.empty() ? session_id{} : session};
  {
    std::scoped_lock lock{mutex_};
    auto found = kept_.find(k);
    if (found != kept_.end() && same_reads(found->second.reads, view.reads) &&
        found->second.connections == view.connections && found->second.listed == listed)
      return found->second.tools;
  }
  auto built = std::make_shared<const exposure>(view, listed);
  std::scoped_lock lock{mutex_};
  make_room(k);
  kept_[k] = {built, view.reads, view.connections, std::move(listed)};
  return built;
}

/// What a session saw of its own goes when it has nothing of its own any more; the next to have
/// something notices.
void exposures::make_room(const key& next) {
  if (kept_.contains(next))
    return;
  if (!std::get<session_id>(next).empty())
    std::erase_if(kept_, [this](const auto& one) {
      const auto& session = std::get<session_id>(one.first);
      return !session.empty() && tools_.own_of(session).empty();
    });
  if (kept_.size() >= kept_max)
    kept_.erase(kept_.begin());
}

std::vector<connection_id> exposures::unlisted(const scope_view& view) const {
  std::vector<connection_id> missing;
  for (const auto& one : view.connections)
    if (!tools_.find(one->state.id))
      missing.push_back(one->state.id);
  return missing;
}

} // namespace gatehouse
