#include "actors/upstream/server_questions.hpp"

#include "events/core/limits.hpp"

#include <algorithm>
#include <utility>

namespace gatehouse {

bool server_questions::full() const noexcept {
  return open_.size() >= limits::server_requests_max;
}

std::uint64_t server_questions::add(std::string id, std::optional<std::uint64_t> during) {
  const auto handle = ++last_;
  open_.emplace(handle, question{handle, std::move(id), during});
  return handle;
}

std::optional<std::string> server_questions::answer(std::uint64_t handle) {
  auto one = open_.extract(handle);
  if (!one)
    return std::nullopt;
  return std::move(one.mapped().id);
}

std::optional<server_questions::question> server_questions::withdraw(std::string_view id) {
  auto found = find(id);
  if (found == open_.end())
    return std::nullopt;
  auto one = open_.extract(found);
  return std::move(one.mapped());
}

server_questions::table::const_iterator server_questions::find(std::string_view id) const {
  return std::find_if(open_.begin(), open_.end(), [&](auto& one) { return one.second.id == id; });
}

} // namespace gatehouse
