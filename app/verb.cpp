#include "app/verb.hpp"

#include <cassert>

namespace gatehouse {

const std::vector<std::string>& arguments::texts(std::string_view name) const {
  auto found = values.find(name);
  assert(found != values.end());
  return found->second;
}

const std::string& arguments::text(std::string_view name) const {
  static const std::string nothing_given;
  const auto& all = texts(name);
  return all.empty() ? nothing_given : all.front();
}

bool arguments::given(std::string_view name) const {
  return !texts(name).empty();
}

const std::vector<verb>& all_verbs() {
  static const std::vector<verb> all = [] {
    std::vector<verb> verbs;
    for (auto group :
         {serve_verbs,   org_verbs,        token_verbs,   connection_verbs, toolkit_verbs,
          policy_verbs,  call_verbs,       connect_verbs, audit_verbs,      session_verbs,
          query_verbs,   past_verbs,       offline_verbs, backup_verbs,     archive_verbs,
          verify_verbs,  checkpoint_verbs, proof_verbs,   bench_verbs,      capture_verbs,
          erasure_verbs, master_key_verbs})
      for (auto& one : group())
        verbs.push_back(std::move(one));
    return verbs;
  }();
  return all;
}

} // namespace gatehouse
