#include "http/mcp/session_result.hpp"

#include "storage/json/json_members.hpp"
#include "storage/json/json_text.hpp"

#include <algorithm>
#include <array>

namespace gatehouse {

namespace {

constexpr std::array<std::string_view, 3> later_members{"resultType", "ttlMs", "cacheScope"};

bool is_later(const raw_member& member) {
  const auto is = [&](std::string_view name) { return json_string_equals(member.key, name); };
  return std::any_of(later_members.begin(), later_members.end(), is) ||
         (is("structuredContent") && !member.value.starts_with('{'));
}

} // namespace

std::string result_for_session(std::string body) {
  const auto members = raw_members(body);
  if (std::none_of(members.begin(), members.end(), is_later))
    return body;
  std::string out{"{"};
  out.reserve(body.size());
  for (const auto& member : members)
    if (!is_later(member))
      out.append(out.size() > 1 ? "," : "").append(member.whole);
  out += '}';
  return out;
}

} // namespace gatehouse
