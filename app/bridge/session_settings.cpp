#include "app/bridge/session_settings.hpp"

#include "events/core/limits.hpp"
#include "storage/crypto/random.hpp"
#include "storage/json/json_writer.hpp"

namespace gatehouse {

namespace {

bridge_message request(const std::string& id, std::string_view method, const std::string& params) {
  json_writer out;
  out.begin_object().key("jsonrpc").value("2.0").key("id").value(id);
  out.key("method").value(method).key("params").raw(params);
  auto read = read_bridge_messages(out.end_object().take());
  return std::move(read->front());
}

} // namespace

void session_settings::learn(const bridge_message& granted) {
  const bool sets = granted.method == "logging/setLevel";
  const bool watches = granted.method == "resources/subscribe";
  if (!sets && !watches && granted.method != "resources/unsubscribe")
    return;
  auto params = raw_at(granted.text, {"params"});
  if (sets) {
    level_ = std::move(params);
    return;
  }
  const auto uri = raw_at(granted.text, {"params", "uri"});
  if (!watches)
    watched_.erase(uri);
  else if (watched_.size() < limits::watched_uris_max && params.size() <= limits::uri_bytes_max)
    watched_[uri] = std::move(params);
}

std::vector<bridge_message> session_settings::to_repeat() const {
  std::vector<bridge_message> all;
  if (!level_.empty())
    all.push_back(request(random_id("bridge_"), "logging/setLevel", level_));
  for (const auto& [uri, params] : watched_)
    all.push_back(request(random_id("bridge_"), "resources/subscribe", params));
  return all;
}

void session_settings::clear() {
  level_.clear();
  watched_.clear();
}

} // namespace gatehouse
