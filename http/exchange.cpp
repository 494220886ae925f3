#include "http/exchange.hpp"

#include <cassert>

namespace gatehouse {

namespace {

const std::string absent;

} // namespace

const std::string& http_request::header(const std::string& name) const {
  auto found = headers.find(name);
  return found == headers.end() ? absent : found->second;
}

std::optional<std::string> http_request::parameter(const std::string& name) const {
  auto found = query.find(name);
  return found == query.end() ? std::nullopt : std::optional{found->second};
}

const caller& exchange::who() const {
  assert(who_);
  return *who_;
}

const std::string& exchange::segment(const std::string& name) const {
  auto found = segments_.find(name);
  return found == segments_.end() ? absent : found->second;
}

} // namespace gatehouse
