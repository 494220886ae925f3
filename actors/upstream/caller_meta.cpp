#include "actors/upstream/caller_meta.hpp"

#include "actors/upstream/rpc_messages.hpp"
#include "storage/json/json_text.hpp"

namespace gatehouse {

std::string caller_meta(std::string_view meta) {
  if (meta.empty() || meta == "{}")
    return {};
  return without_members(meta,
                         {meta_key::progress_token, meta_key::protocol_version,
                          meta_key::client_info, meta_key::capabilities, meta_key::log_level});
}

std::string without_meta(std::string_view params, std::string_view key) {
  if (member_of(params, {"_meta", key}).empty())
    return std::string{params};
  const auto meta = without_members(member_of(params, {"_meta"}), {key});
  const auto rest = without_members(params, {"_meta"});
  return meta == "{}" ? rest : join_json_objects({rest, R"({"_meta":)" + meta + "}"});
}

} // namespace gatehouse
