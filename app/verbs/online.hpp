#pragma once

#include "app/client/rest_client.hpp"
#include "app/output/table.hpp"
#include "app/verb.hpp"

#include <string>
#include <vector>

namespace gatehouse {

/// `--org`, as most verbs have it.
inline constexpr verb_option org_option{"--org",      "SLUG", "The organization.",
                                        occurs::once, {},     "GATEHOUSE_ORG"};

/// Lists everything at `path` as a table.
outcome<exit_code> list_at(const verb_call& call, const std::string& path,
                           const std::vector<column>& columns);
/// Shows the one thing at `path`.
outcome<exit_code> show_at(const verb_call& call, const std::string& path);
/// Sends `body`, and prints what came back or `said` with the member `name` of it.
outcome<exit_code> change_at(const verb_call& call, std::string method, const std::string& path,
                             std::string body, const std::string& said, std::string_view name = {});
/// Deletes what is at `path` and says so.
outcome<exit_code> delete_at(const verb_call& call, const std::string& path,
                             const std::string& said);

} // namespace gatehouse
